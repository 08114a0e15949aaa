export type KeyTrouble =
  | 'empty'
  | 'public_key'
  | 'pasted_certificate'
  | 'passphrase_needed'
  | 'passphrase_wrong'
  | 'unreadable'
  | 'unsupported'
  | 'too_costly'
  | 'certificate_unreadable'
  | 'certificate_unsupported'
  | 'certificate_host'
  | 'certificate_mismatch'
  | 'certificate_not_yet'
  | 'certificate_expired';

/** A key or certificate that cannot be used. Holds nothing of what was given. */
export class KeyProblem extends Error {
  override readonly name = 'KeyProblem';
  readonly problem: KeyTrouble;

  /** @param message one sentence for a person: what is wrong and what to do */
  constructor(problem: KeyTrouble, message: string) {
    super(message);
    this.problem = problem;
  }
}
