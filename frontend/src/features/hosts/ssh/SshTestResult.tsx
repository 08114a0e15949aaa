import type { SshTest } from '@archnest/backend/contract';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { HealthGlyph, HostGlyph } from '../../../components/glyphs.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { visible } from '../../../lib/visible.ts';
import { TestBox } from '../TestBox.tsx';
import classes from '../testResult.module.css';
import { dockerName, formatLatency, machineWords } from '../testWords.ts';
import { Fingerprints } from './Fingerprint.tsx';
import { fixWords, sshProblemWords, wayWords, type Fix } from './sshWords.ts';

interface Props {
  testing: boolean;
  result: SshTest | undefined;
  /** The question could not be asked, or not answered. */
  problem: string | null;
  /** The machine that was meant; at another one on the way it says which. */
  name: string;
  /** Leads to where a problem is put right; absent where nothing can be changed. */
  onFix?: ((fix: Fix) => void) | undefined;
}

/** How a trial over SSH goes and went: what happened and where on the way, then what to do. */
export const SshTestResult = ({ testing, result, problem, name, onFix }: Props) => (
  <TestBox testing={testing} problem={problem}>
    {result &&
      (result.ok ? (
        <Answer result={result} />
      ) : (
        <Failure result={result} name={name} onFix={onFix} />
      ))}
  </TestBox>
);

const Answer = ({ result }: { result: SshTest & { ok: true } }) => {
  const { engine, containerCount, latencyMs, way } = result;
  return (
    <div className={classes.result} data-tone="ok">
      <HealthGlyph value="healthy" />
      <div>
        <b>
          {engine ? <SafeText text={dockerName(engine)} /> : 'The machine'} answered in{' '}
          {formatLatency(latencyMs)}.
        </b>
        {engine && <p>{visible(machineWords(engine, containerCount ?? 0))}</p>}
        {way && (
          <p>
            <SafeText text={wayWords(way)} />. <SafeText text={way.reason} />
          </p>
        )}
        {!engine && <p>The sign-in works. Docker was not asked: it is only a jump host.</p>}
      </div>
    </div>
  );
};

type FailureProps = Pick<Props, 'name' | 'onFix'> & { result: SshTest & { ok: false } };

function Failure({ result, name, onFix }: FailureProps) {
  const { title, hint, command, fix } = sshProblemWords(result.problem);
  const { hop, presented, pinned } = result;
  return (
    <div className={classes.result} data-tone="danger" data-problem={result.problem}>
      <HostGlyph status={fix === 'key' ? 'unverified' : 'offline'} alarm />
      <div>
        <b>
          {hop !== null && hop !== name && (
            <>
              At <SafeText text={hop} />:{' '}
            </>
          )}
          {title}
        </b>
        <p>
          <SafeText text={result.message} />
        </p>
        {presented !== null && pinned !== null && (
          <Fingerprints presented={presented} pinned={pinned} />
        )}
        {hint !== undefined && <p>{hint}</p>}
        {command !== undefined && (
          <div className={classes.command}>
            <code>{command}</code>
            <CopyButton text={command} what="the command" />
          </div>
        )}
        {fix !== undefined && onFix && (
          <button type="button" className={classes.use} onClick={() => onFix(fix)}>
            {fixWords[fix]}
          </button>
        )}
      </div>
    </div>
  );
}
