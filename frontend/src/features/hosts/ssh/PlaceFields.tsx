import type { SshHost } from '@archnest/backend/contract';
import { useId } from 'react';
import { useViewport } from '../../../hooks/useViewport.ts';
import { visible } from '../../../lib/visible.ts';
import { describedBy, Field, TextField } from '../../../components/fields.tsx';
import form from '../../../components/fields.module.css';
import {
  jumpChain,
  jumpChoices,
  nameOf,
  settlePlace,
  type SshDraft,
  type SshErrors,
} from './sshForm.ts';
import classes from './steps.module.css';
import { parseTarget, placeWords } from './target.ts';

interface Props {
  draft: SshDraft;
  errors: SshErrors;
  /** The hosts that a jump may lead through. */
  saved: readonly SshHost[];
  /** Of the host that is changed; it cannot be its own jump host. */
  id: string | null;
  onChange: (next: (before: SshDraft) => Partial<SshDraft>) => void;
}

/** Where the machine is and what it is called. A pasted `user@host:port` or `ssh` command is taken apart. */
export function PlaceFields({ draft, errors, saved, id, onChange }: Props) {
  const phone = useViewport() === 0;
  const { place } = draft;
  const set = (patch: Partial<SshDraft['place']>) =>
    onChange((before) => ({ place: { ...before.place, ...patch } }));
  const settle = () => {
    // Nothing changed is no change: it would take away what was just found out.
    const settled = settlePlace(place, saved);
    const same = (Object.keys(settled) as (keyof typeof settled)[]).every(
      (key) => settled[key] === place[key],
    );
    if (!same) onChange(() => ({ place: settled }));
  };
  return (
    <>
      <div className={classes.place}>
        <TextField
          label="Address"
          mono
          value={place.address}
          placeholder="ops@192.168.1.20"
          hint="A name or an IP address, user@host:port, or a whole ssh command."
          error={errors.address}
          inputMode="url"
          data-autofocus={(!phone && id === null) || undefined}
          onValue={(address, pasted) =>
            pasted && parseTarget(address)
              ? onChange((before) => ({
                  place: settlePlace({ ...before.place, address }, saved),
                }))
              : set({ address })
          }
          onBlur={settle}
        />
        <TextField
          label="Port"
          mono
          value={place.port}
          placeholder="22"
          error={errors.port}
          inputMode="numeric"
          onValue={(port) => set({ port })}
        />
      </div>
      <div className={classes.two}>
        <TextField
          label="User"
          mono
          value={place.username}
          placeholder="ops"
          hint="Who may use Docker there."
          error={errors.username}
          onValue={(username) => set({ username })}
        />
        <TextField
          label="Name"
          value={nameOf(draft)}
          maxLength={63}
          hint="What this machine is called here."
          error={errors.name}
          onValue={(name) => onChange(() => ({ name }))}
          onBlur={(event) => event.currentTarget.value === '' && onChange(() => ({ name: null }))}
        />
      </div>
      <JumpSelect
        saved={saved}
        id={id}
        value={place.jumpHostId}
        error={errors.jumpHostId}
        onChange={(jumpHostId) => set({ jumpHostId })}
      />
    </>
  );
}

interface JumpProps {
  saved: readonly SshHost[];
  id: string | null;
  value: string | null;
  error: string | undefined;
  onChange: (id: string | null) => void;
}

function JumpSelect({ saved, id: own, value, error, onChange }: JumpProps) {
  const id = useId();
  const choices = jumpChoices(saved, own);
  const hint = jumpHint(saved, value);
  const below = { id, hint: choices.length === 0 ? noChoices : hint, error };
  return (
    <Field {...below} label="Jump host">
      <select
        className={form.input}
        value={value ?? ''}
        onChange={(event) => onChange(event.currentTarget.value || null)}
        {...describedBy(below)}
      >
        <option value="">None: ArchNest reaches it directly</option>
        {choices.map((host) => (
          <option key={host.id} value={host.id}>
            {visible(`${host.name} (${placeWords(host)})`)}
          </option>
        ))}
      </select>
    </Field>
  );
}

const noChoices = 'A machine that is only reached through another: save the other one first.';

function jumpHint(saved: readonly SshHost[], id: string | null): string {
  const chain = jumpChain(saved, id).toReversed();
  if (chain.length < 2) return 'A saved SSH host to go through.';
  return `The way: ${chain.map(({ name }) => visible(name)).join(', then ')}, then this machine.`;
}
