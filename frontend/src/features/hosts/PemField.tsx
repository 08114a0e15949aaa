import type { PemDraft } from './engineForm.ts';
import { FileField } from './FileField.tsx';
import { pemProblem, pemWords, type PemPart } from './pem.ts';

interface Props {
  part: PemPart;
  /** As it stands inside a sentence. */
  name: string;
  /** The file's usual name. */
  usual: string;
  pem: PemDraft;
  error: string | undefined;
  onGive: (file: { text: string; name: string | null }) => void;
}

/** One of the TLS files. */
export const PemField = ({ part, pem, ...field }: Props) => (
  <FileField
    {...field}
    value={pem}
    problemOf={(text) => pemProblem(part, text)}
    wordsOf={(text) => pemWords(part, text)}
  />
);
