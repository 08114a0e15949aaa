import { useState } from 'react';
import { FileButton } from './FileButton.tsx';
import { sortPemFiles, type PemFile, type PemPart } from './pem.ts';
import { readFile } from './readFile.ts';

/** Reads files that were chosen in one go, since the three lie in one folder. */
export function useAllFiles(onGive: (files: Partial<Record<PemPart, PemFile>>) => void) {
  const [problem, setProblem] = useState<string>();
  const take = (files: File[]) => {
    setProblem(undefined);
    Promise.all(files.map((file) => readFile(file))).then(
      (read) => onGive(sortPemFiles(read)),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  };
  return { take, problem };
}

export const AllFilesButton = ({ onFiles }: { onFiles: (files: File[]) => void }) => (
  <FileButton label="Choose all at once: ca.pem, cert.pem and key.pem" multiple onFiles={onFiles}>
    Choose all at once
  </FileButton>
);
