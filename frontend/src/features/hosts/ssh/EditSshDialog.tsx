import { Button } from '@mantine/core';
import type { SshHost } from '@archnest/backend/contract';
import { DialogFrame, DialogScroll, Said } from '../../../components/DialogFrame.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { HealthGlyph, HostGlyph } from '../../../components/glyphs.tsx';
import { visible } from '../../../lib/visible.ts';
import engine from '../engine.module.css';
import { CredentialFields } from './CredentialFields.tsx';
import { DockerFields } from './DockerFields.tsx';
import { PlaceFields } from './PlaceFields.tsx';
import { storedWords } from './secrets.ts';
import { nameOf } from './sshForm.ts';
import { SshTestResult } from './SshTestResult.tsx';
import classes from './steps.module.css';
import { useEditSsh, type EditSsh } from './useEditSsh.ts';

interface Props {
  host: SshHost;
  onClose: () => void;
  /** Its host key is to be confirmed before anything connects again. */
  onUnverified: (key: string) => void;
}

/** Changes a saved SSH host. What is stored of it stays unless it moves or something else is given. */
export default function EditSshDialog({ host, onClose, onUnverified }: Props) {
  const form = useEditSsh(host, (saved) => {
    onClose();
    if (host.pin !== null && saved.pin === null) onUnverified(saved.key);
  });
  return (
    <Dialog title={`Edit ${visible(host.name)}`} size={560} onClose={onClose}>
      <DialogFrame
        attempts={form.attempts}
        onSubmit={form.submit}
        footer={<Footer form={form} onClose={onClose} />}
      >
        <DialogScroll>
          <div className={classes.form}>
            <PlaceFields
              draft={form.draft}
              errors={form.errors}
              saved={form.saved}
              id={host.id}
              onChange={form.change}
            />
            {form.moved && <Moved host={host} />}
            <Credentials form={form} />
            <DockerFields
              docker={form.draft.docker}
              onChange={(docker) => form.change(() => ({ docker }))}
            />
            <SshTestResult
              testing={form.testing}
              result={form.result}
              problem={form.problem}
              name={nameOf(form.draft)}
            />
          </div>
        </DialogScroll>
      </DialogFrame>
    </Dialog>
  );
}

const Moved = ({ host }: { host: SshHost }) => (
  <p className={classes.note} role="status">
    <HostGlyph status="unverified" />
    <span>
      <b>
        The way to it changed, so its credentials{host.pin && ' and its pinned key'} do not count.
      </b>{' '}
      Neither is ever used for a machine that it was not given for. Give the credentials again; its
      host key is confirmed after saving.
    </span>
  </p>
);

function Credentials({ form }: { form: EditSsh }) {
  const { host, draft, keeps, moved, change } = form;
  if (keeps) {
    return (
      <div className={engine.group}>
        <div className={engine.groupHead}>
          <h3>Credentials</h3>
        </div>
        <div className={engine.stored}>
          <ul>
            <li>
              <HealthGlyph value="healthy" />
              {storedWords(host.auth)}.
            </li>
          </ul>
          <span>
            <button
              type="button"
              className="link-button"
              data-small
              aria-label="Replace the stored credentials"
              onClick={() => change(() => ({ replaces: true }))}
            >
              Replace
            </button>
          </span>
        </div>
      </div>
    );
  }
  const mayKeep = !moved && (host.auth.hasSecret || host.auth.type === 'agent');
  return (
    <div className={engine.group}>
      <div className={engine.groupHead}>
        <h3>Credentials</h3>
        {mayKeep && (
          <button
            type="button"
            className={`link-button ${classes.end}`}
            data-small
            aria-label="Keep the stored credentials"
            onClick={() =>
              change(({ auth }) => ({ replaces: false, auth: { ...auth, type: host.auth.type } }))
            }
          >
            Keep the stored
          </button>
        )}
      </div>
      <CredentialFields
        auth={draft.auth}
        errors={form.errors}
        onChange={(patch) =>
          change((before) => ({ replaces: true, auth: { ...before.auth, ...patch } }))
        }
      />
    </div>
  );
}

function Footer({ form, onClose }: { form: EditSsh; onClose: () => void }) {
  const { testing, saving, failed, canTest } = form;
  return (
    <>
      {canTest && (
        <Button onClick={form.test} loading={testing} disabled={saving}>
          Test
        </Button>
      )}
      <Said>
        {failed && !testing && canTest && 'The test failed. Once saved, ArchNest keeps trying.'}
      </Said>
      {testing ? (
        <Button onClick={form.skip}>Save without testing</Button>
      ) : (
        <Button onClick={onClose}>Cancel</Button>
      )}
      <Button type="submit" variant="filled" loading={saving} disabled={testing}>
        {form.moved ? 'Save and check key' : failed ? 'Save anyway' : 'Save'}
      </Button>
    </>
  );
}
