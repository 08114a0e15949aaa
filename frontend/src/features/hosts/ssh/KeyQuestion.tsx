import type { SshHop } from '@archnest/backend/contract';
import { useId } from 'react';
import { CommandLine } from '../../../components/Command.tsx';
import { HealthGlyph, HostGlyph } from '../../../components/glyphs.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { visible } from '../../../lib/visible.ts';
import { TextField } from '../../../components/fields.tsx';
import { keyTypeName, printCommand, printedProblem, scanCommand } from './fingerprint.ts';
import classes from './keys.module.css';
import type { KeyCheck } from './useKeyCheck.ts';

/** How to compare the key of one machine, and the comparing itself. */
export function KeyQuestion({ hop, check }: { hop: SshHop; check: KeyCheck }) {
  const id = useId();
  return (
    <div className={classes.question}>
      <h4>1. On the machine itself, on its console or in a session that you trust</h4>
      <CommandLine text={printCommand(hop.keyType)} />
      <details className={classes.more}>
        <summary>No console? Ask from a machine that you trust</summary>
        <p>
          It must reach <SafeText text={hop.name} /> on another way than ArchNest does: whoever sits
          between here and there would answer both.
        </p>
        <CommandLine text={scanCommand(hop)} />
      </details>
      <label htmlFor={id}>2. Paste what it prints</label>
      <div className={classes.printed} data-verdict={check.verdict}>
        <input
          id={id}
          className={classes.paste}
          value={check.printed}
          placeholder={`256 SHA256:… (${keyTypeName(hop.keyType) ?? 'ED25519'})`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-describedby={`${id}-verdict`}
          onChange={(event) => check.answer({ printed: event.currentTarget.value })}
        />
        <Verdict check={check} hop={hop} id={`${id}-verdict`} />
      </div>
      {hop.state === 'changed' && (
        <TextField
          label={
            <>
              3. Type <b>{visible(hop.name)}</b> to replace its pinned key
            </>
          }
          value={check.typed}
          onValue={(typed) => check.answer({ typed })}
        />
      )}
    </div>
  );
}

function Verdict({ check, hop, id }: { check: KeyCheck; hop: SshHop; id: string }) {
  const { verdict, printed } = check;
  const type = keyTypeName(hop.keyType) ?? 'same type';
  const problem = printed.trim() === '' ? null : printedProblem(printed);
  return (
    <span id={id} className={classes.verdict} role="status">
      {verdict === 'same' && (
        <>
          <HealthGlyph value="healthy" />
          Same key
        </>
      )}
      {verdict === 'other' && (
        <>
          <HostGlyph status="offline" />
          Another key. Do not pin it.
        </>
      )}
      {verdict === 'type' && `Another type of key: look for ${type}`}
      {verdict === 'none' && problem}
    </span>
  );
}
