import { portOf } from './endpoint.ts';
import { EndpointFields } from './EndpointFields.tsx';
import classes from './engine.module.css';
import { nameOf } from './engineForm.ts';
import { TextField } from '../../components/fields.tsx';
import { TestResult } from './TestResult.tsx';
import { TlsFields } from './TlsFields.tsx';
import type { EngineForm } from './useEngineForm.ts';

/** Everything that is asked about an Engine host, and how the trial of it went. */
export function EngineFields({ form }: { form: EngineForm }) {
  const { host, draft, errors, change } = form;
  const { mode } = draft.endpoint;
  return (
    <div className={classes.fields}>
      <EndpointFields
        endpoint={draft.endpoint}
        errors={errors}
        onChange={(next) => change((before) => ({ endpoint: next(before.endpoint) }))}
      />
      {mode === 'tcps' && <TlsFields host={host} draft={draft} errors={errors} onChange={change} />}
      <TextField
        label="Name"
        value={nameOf(draft)}
        maxLength={63}
        hint="What this machine is called here."
        error={errors.name}
        onValue={(name) => change(() => ({ name }))}
        onBlur={(event) => event.currentTarget.value === '' && change(() => ({ name: null }))}
      />
      <TestResult
        testing={form.testing}
        result={form.result}
        problem={form.problem}
        mode={mode}
        onUse={(next) =>
          // At the same port: it is the one that asked for it.
          change(({ endpoint }) => ({
            endpoint: { ...endpoint, mode: next, port: portOf(endpoint) },
          }))
        }
      />
    </div>
  );
}
