import { useState } from 'react';
import { FileField } from '../FileField.tsx';
import { TextField } from '../../../components/fields.tsx';
import form from '../../../components/fields.module.css';
import {
  authTypes,
  authWords,
  certificateProblem,
  certificateWords,
  isLocked,
  keyProblem,
  keyWords,
  type AuthDraft,
  type AuthErrors,
} from './secrets.ts';
import { useSshServer } from './sshQueries.ts';
import classes from './steps.module.css';

interface Props {
  auth: AuthDraft;
  errors: AuthErrors;
  onChange: (patch: Partial<AuthDraft>) => void;
}

/** How to sign in. What is given goes to the server once and is never read back. */
export function CredentialFields({ auth, errors, onChange }: Props) {
  const server = useSshServer();
  const noAgent = server.data?.agent === false;
  return (
    <>
      <div>
        <fieldset className={form.segments}>
          <legend className={form.legend}>Sign in with</legend>
          {authTypes.map((type) => (
            <label key={type} className={form.segment}>
              <input
                type="radio"
                name="ssh-auth"
                checked={auth.type === type}
                disabled={type === 'agent' && noAgent}
                aria-describedby={type === 'agent' ? 'ssh-agent-hint' : undefined}
                onChange={() => onChange({ type })}
              />
              {authWords[type]}
            </label>
          ))}
        </fieldset>
        {noAgent && (
          <p className={form.hint} id="ssh-agent-hint">
            No SSH agent: ArchNest was started without one, so without SSH_AUTH_SOCK.
          </p>
        )}
      </div>
      {auth.type === 'password' && (
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          value={auth.password}
          hint="A key is safer where the machine takes one."
          error={errors.password}
          data-step-focus
          onValue={(password) => onChange({ password })}
        />
      )}
      {auth.type === 'key' && <KeyFields auth={auth} errors={errors} onChange={onChange} />}
      {auth.type === 'agent' && (
        <p className={classes.quiet} role={errors.agent ? 'alert' : undefined}>
          {errors.agent ??
            'ArchNest asks the agent that it was started with, and stores no secret. The agent must run and hold the key whenever ArchNest connects.'}
        </p>
      )}
      {auth.type !== 'agent' && (
        <p className={classes.quiet}>
          Stored encrypted on the server, for this user at this address only, and never shown again.
        </p>
      )}
    </>
  );
}

function KeyFields({ auth, errors, onChange }: Props) {
  const { key, certificate } = auth;
  const [certified, setCertified] = useState(certificate.text !== '');
  const locked = keyProblem(key.text) === null && isLocked(key.text);
  return (
    <>
      <FileField
        name="private key"
        usual="id_ed25519"
        value={key}
        problemOf={keyProblem}
        wordsOf={keyWords}
        error={key.text === '' ? errors.key : (errors.key ?? keyProblem(key.text) ?? undefined)}
        onGive={({ text, name }) => onChange({ key: { text, file: name }, passphrase: '' })}
      />
      {locked && (
        <TextField
          label="Passphrase of the key"
          type="password"
          autoComplete="new-password"
          value={auth.passphrase}
          error={errors.passphrase}
          onValue={(passphrase) => onChange({ passphrase })}
        />
      )}
      {certified || certificate.text !== '' ? (
        <FileField
          name="certificate"
          note={<span>optional</span>}
          usual="id_ed25519-cert.pub"
          value={certificate}
          problemOf={certificateProblem}
          wordsOf={certificateWords}
          error={errors.certificate}
          onGive={({ text, name }) => onChange({ certificate: { text, file: name } })}
        />
      ) : (
        <div className={classes.links}>
          <button
            type="button"
            className="link-button"
            data-small
            onClick={() => setCertified(true)}
          >
            Add a certificate
          </button>
        </div>
      )}
    </>
  );
}
