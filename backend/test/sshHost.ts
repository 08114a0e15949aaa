import type { SshHost } from '../src/contract/index.ts';
import type { TestSshd } from './bench/sshd.ts';
import { asAdmin, type Admin } from './dockerHost.ts';

export const SSH_HOSTS = '/api/ssh/hosts';

/** Saves a host. @throws Error with what the server said */
export async function addSshHost(admin: Admin, body: object): Promise<SshHost> {
  const { status, body: host } = await admin.call('POST', SSH_HOSTS, body);
  if (status !== 201) throw new Error(`saving a host answered ${status}: ${JSON.stringify(host)}`);
  return host as SshHost;
}

export interface Managed extends Admin {
  host: SshHost;
  /** `/api/docker-ssh/hosts/1/containers` */
  base: string;
}

/** A server whose one host is this one. */
export async function managed(body: object): Promise<Managed> {
  const admin = await asAdmin();
  const host = await addSshHost(admin, body);
  return { ...admin, host, base: `/api/docker-ssh/hosts/${host.id}/containers` };
}

/** The lines of an sshd's log that tell of somebody who wanted in, whether let in or not. */
export const loginsIn = async (sshd: TestSshd): Promise<string[]> =>
  (await sshd.log())
    .split('\n')
    .filter((line) => /Accepted|Failed|Invalid user|authenticating user|Postponed/.test(line));

/** The lines of an sshd's log that tell of a connection, whatever came of it. */
export const connectionsIn = async (sshd: TestSshd): Promise<string[]> =>
  (await sshd.log()).split('\n').filter((line) => line.startsWith('Connection from'));
