import type { EngineTest } from '@archnest/backend/contract';
import { CopyButton } from '../../components/CopyButton.tsx';
import { HealthGlyph, HostGlyph } from '../../components/glyphs.tsx';
import { SafeText } from '../../components/SafeText.tsx';
import { visible } from '../../lib/visible.ts';
import type { EndpointMode } from './endpoint.ts';
import { TestBox } from './TestBox.tsx';
import classes from './testResult.module.css';
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

const Answer = ({ result }: { result: EngineTest & { ok: true } }) => (
  <div className={classes.result} data-tone="ok">
    <HealthGlyph value="healthy" />
    <div>
      <b>
        <SafeText text={dockerName(result.engine)} /> answered in {formatLatency(result.latencyMs)}.
      </b>
      <p>{visible(machineWords(result.engine, result.containerCount))}</p>
    </div>
  </div>
);

type FailureProps = Pick<Props, 'mode' | 'onUse'> & { result: EngineTest & { ok: false } };

function Failure({ result, mode, onUse }: FailureProps) {
  const { title, hint, command, use } = problemWords(result.problem, mode);
  return (
    <div className={classes.result} data-tone="danger" data-problem={result.problem}>
      <HostGlyph status="offline" />
      <div>
        <b>{title}</b>
        <p>
          <SafeText text={result.message} />
        </p>
        {hint !== undefined && <p>{hint}</p>}
        {command !== undefined && (
          <div className={classes.command}>
            <code>{command}</code>
            <CopyButton text={command} what="the command" />
          </div>
        )}
        {use !== undefined && onUse && (
          <button type="button" className={classes.use} onClick={() => onUse(use)}>
            Use TLS
          </button>
        )}
      </div>
    </div>
  );
}
