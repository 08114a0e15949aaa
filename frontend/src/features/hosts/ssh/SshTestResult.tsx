import type { SshTest } from '@archnest/backend/contract';
import { HostGlyph } from '../../../components/glyphs.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { visible } from '../../../lib/visible.ts';
import { Answered, Refused, TestBox } from '../TestBox.tsx';
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
    <Answered
      what={
        <>
          {engine ? <SafeText text={dockerName(engine)} /> : 'The machine'} answered in{' '}
          {formatLatency(latencyMs)}.
        </>
      }
    >
      {engine && <p>{visible(machineWords(engine, containerCount ?? 0))}</p>}
      {way && (
        <p>
          <SafeText text={wayWords(way)} />. <SafeText text={way.reason} />
        </p>
      )}
      {!engine && <p>The sign-in works. Docker was not asked: it is only a jump host.</p>}
    </Answered>
  );
};

type FailureProps = Pick<Props, 'name' | 'onFix'> & { result: SshTest & { ok: false } };

function Failure({ result, name, onFix }: FailureProps) {
  const { title, hint, command, fix } = sshProblemWords(result.problem);
  const { hop, presented, pinned } = result;
  return (
    <Refused
      problem={result.problem}
      glyph={<HostGlyph status={fix === 'key' ? 'unverified' : 'offline'} alarm />}
      title={
        <>
          {hop !== null && hop !== name && (
            <>
              At <SafeText text={hop} />:{' '}
            </>
          )}
          {title}
        </>
      }
      message={result.message}
      hint={hint}
      command={command}
      fix={
        fix !== undefined && onFix ? { words: fixWords[fix], onFix: () => onFix(fix) } : undefined
      }
    >
      {presented !== null && pinned !== null && (
        <Fingerprints presented={presented} pinned={pinned} />
      )}
    </Refused>
  );
}
