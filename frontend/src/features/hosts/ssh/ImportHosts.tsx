import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Said } from '../../../components/DialogFrame.tsx';
import { Check } from '../../../components/Check.tsx';
import { SafeText } from '../../../components/SafeText.tsx';
import { plural } from '../../../lib/format.ts';
import { visible } from '../../../lib/visible.ts';
import form from '../../../components/fields.module.css';
import classes from './import.module.css';
import { fileName, jumpWords, mayChoose, type Planned } from './importPlan.ts';
import type { ImportStepProps } from './ImportSsh.tsx';
import { LeftOut } from './LeftOut.tsx';
import { StepFrame } from './StepFrame.tsx';
import { placeWords } from './target.ts';
import type { ImportSsh } from './useImportSsh.ts';

/** What was found, and which of it is to be added. */
export function ImportHosts({ flow, step }: ImportStepProps) {
  const { plan, chosen, order, nameless, attempts } = flow;
  const free = plan.filter(({ host }) => mayChoose(plan, host.alias)).length;
  const all = chosen.size === free && free > 0;
  return (
    <StepFrame
      heading={`${plural(plan.length, 'host')} found`}
      step={step}
      lead="Jump hosts come along with the hosts behind them."
      attempts={attempts}
      onSubmit={flow.toCredentials}
      footer={
        <>
          <Button onClick={() => flow.go('file')}>Back</Button>
          <Said>
            {nameless.length > 0 && attempts > 0
              ? `${plural(nameless.length, 'host')} without a user to sign in as.`
              : `${order.length} of ${plan.length} chosen.`}
          </Said>
          <Button type="submit" variant="filled" disabled={order.length === 0}>
            Next
          </Button>
        </>
      }
    >
      <table className={classes.table}>
        <thead>
          <tr>
            <th>
              <Check
                state={all ? 'all' : chosen.size > 0 ? 'some' : 'none'}
                label="Choose all"
                onClick={() => flow.chooseAll(!all)}
              />
              <span className={classes.all} aria-hidden>
                Choose all
              </span>
            </th>
            <th>Host</th>
            <th>Address</th>
            <th>User</th>
            <th>Through</th>
            <th>Key file</th>
          </tr>
        </thead>
        <tbody>
          {plan.map((each) => (
            <Row key={each.host.alias} planned={each} flow={flow} />
          ))}
        </tbody>
      </table>
      <LeftOut found={flow.found} />
    </StepFrame>
  );
}

function Row({ planned, flow }: { planned: Planned; flow: ImportSsh }) {
  const { host, blocked, saved } = planned;
  const on = flow.chosen.has(host.alias);
  const free = mayChoose(flow.plan, host.alias);
  const user = flow.userOf(planned);
  const wrong = on && flow.attempts > 0 && flow.nameless.includes(planned);
  const name = visible(host.alias);
  return (
    <>
      <tr data-off={!free || undefined} data-on={on || undefined}>
        <td>
          {free && (
            <Check
              state={on ? 'all' : 'none'}
              label={`Import ${name}`}
              onClick={() => flow.choose(host.alias, !on)}
            />
          )}
        </td>
        <th scope="row">
          <SafeText text={host.alias} className="truncate" tip />
        </th>
        <td className={classes.mono}>
          <SafeText
            text={placeWords({ address: host.address, port: host.port })}
            className="truncate"
            tip
          />
        </td>
        <td className={classes.mono}>
          {host.username === null && free ? (
            <input
              className={form.input}
              data-mono
              value={user}
              placeholder="User"
              aria-label={`User for ${name}`}
              aria-invalid={wrong}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => flow.setUser(host.alias, event.currentTarget.value)}
            />
          ) : (
            <SafeText text={host.username ?? '—'} className="truncate" tip />
          )}
        </td>
        <td data-none={host.jump.length === 0 || undefined}>
          <SafeText text={jumpWords(planned) ?? '—'} className="truncate" tip />
        </td>
        <td
          className={host.identityFile === null ? undefined : classes.mono}
          data-none={host.identityFile === null || undefined}
        >
          <SafeText
            text={host.identityFile === null ? '—' : fileName(host.identityFile)}
            className="truncate"
            tip={host.identityFile === null ? false : visible(host.identityFile)}
          />
        </td>
      </tr>
      {(saved ?? blocked ?? host.warnings[0]) && (
        <tr className={classes.below}>
          <td />
          <td colSpan={5}>
            {saved ? (
              <span>
                There already, as <SafeText text={saved.name} />.
              </span>
            ) : (
              [...(blocked === null ? [] : [blocked]), ...host.warnings].map((warning) => (
                <span key={warning} className={classes.warning}>
                  <IconAlertTriangle size={14} stroke={1.6} aria-hidden />
                  <SafeText text={warning} />
                </span>
              ))
            )}
          </td>
        </tr>
      )}
    </>
  );
}
