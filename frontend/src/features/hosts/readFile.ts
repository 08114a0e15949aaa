import { largestPem, type PemFile } from './pem.ts';

/**
 * The text of a chosen file. It stays in this page: a file dialog gives no path, and nothing is uploaded.
 * @throws Error with a sentence, when it is too large or cannot be read
 */
export function readFile(file: File): Promise<PemFile> {
  return new Promise((resolve, reject) => {
    if (file.size > largestPem) {
      reject(new Error(`${file.name} is too large for a PEM file: 64 KiB at most.`));
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
