import type { PlannedAccount } from './sshAccounts.ts';

export interface ConfigParts {
  port: number;
  /** Private keys; their public halves are beside them. */
  hostKeys: string[];
  accounts: PlannedAccount[];
  environment: Record<string, string>;
  maxSessions?: number | undefined;
  extra: string[];
}

/**
 * The text of sshd_config. Of two lines for one setting sshd takes the first, so what a test adds
 * comes before all else.
 */
export function sshdConfig(parts: ConfigParts): string {
  const { port, hostKeys, accounts, environment, maxSessions, extra } = parts;
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return [
    ...extra,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...hostKeys.map((file) => `HostKey ${file}`),
    'PidFile none',
    'LogLevel VERBOSE',
    'UsePAM no',
    'PrintMotd no',
    'PrintLastLog no',
    'PermitRootLogin yes',
    'PubkeyAuthentication yes',
    'PasswordAuthentication yes',
    'AuthorizedKeysFile /srv/open/authorized_keys .ssh/authorized_keys',
    'TrustedUserCAKeys /srv/open/ca.pub',
    'AllowTcpForwarding yes',
    'AllowStreamLocalForwarding yes',
    'Subsystem sftp internal-sftp',
    ...(maxSessions === undefined ? [] : [`MaxSessions ${maxSessions}`]),
    ...(variables.length ? [`SetEnv ${variables.join(' ')}`] : []),
    ...accounts.flatMap(({ name, config = [] }) =>
      config.length ? [`Match User ${name}`, ...config.map((line) => `  ${line}`)] : [],
    ),
    '',
  ].join('\n');
}
