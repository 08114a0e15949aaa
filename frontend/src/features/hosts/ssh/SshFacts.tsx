import type { Host, SshHost } from '@archnest/backend/contract';
import { SafeText } from '../../../components/SafeText.tsx';
import { visible } from '../../../lib/visible.ts';
import classes from '../detail.module.css';
import { Fact, Facts, Section } from '../HostFacts.tsx';
import { LastSeen } from '../HostStatusView.tsx';
import type { HostActions } from '../hostActions.ts';
import { ShortPrint } from './Fingerprint.tsx';
import { storedWords } from './secrets.ts';
import { jumpChain } from './sshForm.ts';
import { plannedWords, wayWords } from './sshWords.ts';
import steps from './steps.module.css';
import { placeWords } from './target.ts';

interface Props {
  host: Host;
  /** Known to admins. */
  sshHosts: ReadonlyMap<string, SshHost>;
  actions: HostActions | null;
}

/** How a machine is reached over SSH: where, through whom, as whom, and who it was confirmed to be. */
export function SshFacts({ host, sshHosts, actions }: Props) {
  const ssh = sshHosts.get(host.key);
  if (host.source !== 'ssh' || !ssh) return null;
  const all = [...sshHosts.values()];
  const through = jumpChain(all, ssh.jumpHostId).toReversed();
  const behind = all.filter(({ jumpHostId }) => jumpHostId === ssh.id);
  const missing = !ssh.auth.hasSecret && ssh.auth.type !== 'agent';
  return (
    <Section title="Connection">
      <Facts>
        <Fact name="Address">
          <SafeText text={placeWords(ssh, true)} className={classes.mono} />
        </Fact>
        {through.length > 0 && <Fact name="Through">{names(through, ', then ')}</Fact>}
        {behind.length > 0 && <Fact name="Leads to">{names(behind, ', ')}</Fact>}
        <Fact name="Sign-in">
          <span className={missing ? classes.warn : undefined}>{storedWords(ssh.auth)}</span>
        </Fact>
        <Fact name="Host key">
          {ssh.pin ? (
            <ShortPrint {...ssh.pin} of={ssh.name}>
              {actions && (
                <button
                  type="button"
                  className={steps.inline}
                  aria-label="Check host key again"
                  onClick={() => actions.checkKey(host)}
                >
                  Check
                </button>
              )}
            </ShortPrint>
          ) : (
            <span className={classes.warn}>Not confirmed yet</span>
          )}
        </Fact>
        <Fact name="Docker">
          {ssh.way ? (
            <>
              <SafeText text={wayWords(ssh.way)} />
              <SafeText text={ssh.way.reason} className={classes.quiet} />
            </>
          ) : (
            plannedWords(ssh.docker)
          )}
        </Fact>
        {ssh.docker.enabled && (
          <Fact name="Last seen">
            <LastSeen host={host} />
          </Fact>
        )}
      </Facts>
    </Section>
  );
}

const names = (hosts: readonly SshHost[], between: string) =>
  hosts.map(({ name }) => visible(name)).join(between);
