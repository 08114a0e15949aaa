import type { EngineTest } from '@archnest/backend/contract';
import { HostGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { visible } from '../../lib/visible.ts';
import type { EndpointMode } from './endpoint.ts';
import { Answered, Refused, TestBox } from './TestBox.tsx';
import { dockerName, formatLatency, machineWords, problemWords } from './testWords.ts';

interface Props {
  testing: boolean;
  result: EngineTest | undefined;
  /** The question could not be asked, or not answered. */
  problem: string | null;
  mode: EndpointMode;
  /** Turns to the mode that the daemon asks for; absent where that cannot be done. */
  onUse?: ((mode: EndpointMode) => void) | undefined;
}

/** How a trial connection to an Engine goes and went: what happened, then what to do. */
export const TestResult = ({ testing, result, problem, mode, onUse }: Props) => (
  <TestBox testing={testing} problem={problem}>
    {result &&
      (result.ok ? (
        <Answer result={result} />
      ) : (
        <Failure result={result} mode={mode} onUse={onUse} />
      ))}
  </TestBox>
);

const Answer = ({
  result: { engine, latencyMs, containerCount },
}: {
  result: EngineTest & { ok: true };
}) => (
  <Answered
    what={
      <>
        <SafeText text={dockerName(engine)} /> answered in {formatLatency(latencyMs)}.
      </>
    }
  >
    <p>{visible(machineWords(engine, containerCount))}</p>
  </Answered>
);

type FailureProps = Pick<Props, 'mode' | 'onUse'> & { result: EngineTest & { ok: false } };

function Failure({ result, mode, onUse }: FailureProps) {
  const { title, hint, command, use } = problemWords(result.problem, mode);
  return (
    <Refused
      problem={result.problem}
      glyph={<HostGlyph status="offline" />}
      title={title}
      message={result.message}
      hint={hint}
      command={command}
      fix={use !== undefined && onUse ? { words: 'Use TLS', onFix: () => onUse(use) } : undefined}
    />
  );
}
