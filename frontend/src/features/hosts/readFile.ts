export interface TextFile {
  name: string;
  text: string;
}

/** Of a key or a certificate. */
const usual = 64 * 1024;

/**
 * The text of a chosen file. It stays in this page: a file dialog gives no path, and nothing is uploaded.
 * @param largest in bytes
 * @throws Error with a sentence, when it is too large or cannot be read
 */
export function readFile(file: File, largest = usual): Promise<TextFile> {
  return new Promise((resolve, reject) => {
    if (file.size > largest) {
      const most = `${Math.round(largest / 1024)} KiB`;
      reject(new Error(`${file.name} is too large for what belongs here: ${most} at most.`));
      return;
    }
    const reader = new FileReader();
    reader.onload = () =>
      resolve({ name: file.name, text: typeof reader.result === 'string' ? reader.result : '' });
    reader.onerror = () =>
      reject(new Error(`${file.name} could not be read. Paste its text instead.`));
    reader.readAsText(file);
  });
}
