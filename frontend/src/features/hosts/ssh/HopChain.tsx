import type { SshHop } from '@archnest/backend/contract';
import { IconCheck, IconKey, IconMinus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { HealthGlyph, HostGlyph } from '../../../components/glyphs.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { Refused } from '../TestBox.tsx';
import result from '../testResult.module.css';
import { Fingerprint, Fingerprints } from './Fingerprint.tsx';
import { KeyQuestion } from './KeyQuestion.tsx';
import classes from './keys.module.css';
import { hopWords, sshProblemWords, type HopState } from './sshWords.ts';
import { placeWords } from './target.ts';
import type { KeyCheck } from './useKeyCheck.ts';

interface Props {
  hops: readonly SshHop[];
  check: KeyCheck;
  /** In place of "Matches the pin", for a key that was confirmed here and is not saved yet. */
  confirmed?: string | null;
}

/** Every machine on the way, the target last: what each showed, and what is to be said about it. */
export const HopChain = ({ hops, check, confirmed = null }: Props) => (
  <ol className={classes.chain} aria-label="The way there">
    {hops.map((hop, index) => (
      <li key={hop.hostId ?? 'target'} className={classes.hop} data-state={hop.state}>
        <Bullet state={hop.state} number={hops.length > 1 ? index + 1 : null} />
        <div className={classes.who}>
          <SafeText text={hop.name} className={classes.hopName} />
          <SafeText text={placeWords(hop, true)} className={classes.place} />
          {hops.length > 1 && (
            <span className={classes.tag}>{index < hops.length - 1 ? 'Jump host' : 'Target'}</span>
          )}
          <span className={classes.standing}>
            <Mark state={hop.state} />
            {hop.fingerprint !== null && hop.fingerprint === confirmed
              ? 'Confirmed'
              : hopWords[hop.state]}
          </span>
        </div>
        <Shown hop={hop} />
        {index === check.at && <KeyQuestion check={check} hop={hop} />}
      </li>
    ))}
  </ol>
);

function Shown({ hop }: { hop: SshHop }) {
  const { state, fingerprint, pinned, keyType, name } = hop;
  if (state === 'failed') return <Failure hop={hop} />;
  if (state === 'changed' && fingerprint !== null && pinned !== null) {
    return (
      <Alarm>
        <b>
          The key of <SafeText text={name} /> is not the one that was confirmed.
        </b>
        <p>
          Either the machine was set up anew, or something between here and there answers in its
          place. Nothing is sent to it until an admin replaces the pin.
        </p>
        <Fingerprints presented={fingerprint} pinned={pinned} />
      </Alarm>
    );
  }
  if (fingerprint === null) return null;
  return <Fingerprint fingerprint={fingerprint} keyType={keyType} of={name} />;
}

const Alarm = ({ children }: { children: ReactNode }) => (
  <div className={result.result} data-tone="danger" role="alert">
    <HostGlyph status="unverified" alarm />
    <div>{children}</div>
  </div>
);

function Failure({ hop: { problem, message } }: { hop: SshHop }) {
  const { title, hint, command } = problem
    ? sshProblemWords(problem)
    : { title: 'It could not be asked.', hint: undefined, command: undefined };
  return (
    <Refused
      problem={problem}
      glyph={<HostGlyph status="offline" />}
      title={title}
      message={message}
      hint={hint}
      command={command}
    />
  );
}

const Bullet = ({ state, number }: { state: HopState; number: number | null }) => (
  <span className={classes.bullet} aria-hidden>
    {state === 'verified' && <IconCheck size={14} stroke={2} />}
    {(state === 'failed' || state === 'changed') && <IconX size={14} stroke={2} />}
    {state === 'unreached' && <IconMinus size={14} stroke={1.6} />}
    {state === 'unpinned' && (number ?? <IconKey size={12} stroke={1.8} />)}
  </span>
);

function Mark({ state }: { state: HopState }) {
  if (state === 'verified') return <HealthGlyph value="healthy" />;
  if (state === 'failed') return <HostGlyph status="offline" />;
  if (state === 'unreached') return <HostGlyph status="unknown" />;
  return <HostGlyph status="unverified" alarm={state === 'changed'} />;
}
