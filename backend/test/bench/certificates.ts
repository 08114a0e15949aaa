import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './commands.ts';

export interface Certificate {
  cert: string;
  key: string;
}

/** What Docker's own guide makes for TLS: https://docs.docker.com/engine/security/protect-access/ */
export interface Certificates {
  /** The name in the server's certificate besides 127.0.0.1. */
  name: string;
  ca: string;
  server: Certificate;
  /** For `name`, and not for 127.0.0.1. */
  named: Certificate;
  expired: Certificate;
  client: Certificate;
  /** An authority of the same name that signed none of these, and a client of it. */
  other: { ca: string; client: Certificate };
}

const NAME = 'docker.archnest.test';
const YEAR_MS = 365 * 24 * 3_600_000;

/** `openssl ca` because it alone signs for a time in the past, in every version of OpenSSL. */
const CONFIG = `[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
`;

export async function makeCertificates(): Promise<Certificates> {
  const own = await makeAuthority();
  const other = await makeAuthority();
  try {
    const forBoth = `subjectAltName=DNS:${NAME},IP:127.0.0.1`;
    return {
      name: NAME,
      ca: own.ca,
      server: await own.sign('server', forBoth),
      named: await own.sign('named', `subjectAltName=DNS:${NAME}`),
      expired: await own.sign('expired', forBoth, Date.now() - YEAR_MS),
      client: await own.sign('client', 'extendedKeyUsage=clientAuth'),
      other: { ca: other.ca, client: await other.sign('client', 'extendedKeyUsage=clientAuth') },
    };
  } finally {
    await own.remove();
    await other.remove();
  }
}

async function makeAuthority() {
  const cwd = await mkdtemp(join(tmpdir(), 'archnest-ca-'));
  const openssl = (...words: string[]) => run('openssl', words.join(' ').split(' '), { cwd });
  const read = (file: string) => readFile(join(cwd, file), 'utf8');
  const request = (name: string, rest: string) =>
    openssl(
      'req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes',
      `-keyout ${name}.key -subj /CN=archnest-test-${name} ${rest}`,
    );
  await writeFile(join(cwd, 'ca.cnf'), CONFIG);
  await writeFile(join(cwd, 'index.txt'), '');
  await request('ca', '-x509 -days 2 -out ca.pem');
  /** @param until milliseconds since 1970: a day from now unless told */
  const sign = async (name: string, extension: string, until = Date.now() + 86_400_000) => {
    await request(name, `-addext ${extension} -out ${name}.csr`);
    await openssl(
      'ca -batch -notext -config ca.cnf -cert ca.pem -keyfile ca.key',
      `-in ${name}.csr -out ${name}.pem`,
      `-startdate ${asn1(until - 2 * YEAR_MS)} -enddate ${asn1(until)}`,
    );
    return { cert: await read(`${name}.pem`), key: await read(`${name}.key`) };
  };
  return { ca: await read('ca.pem'), sign, remove: () => rm(cwd, { recursive: true }) };
}

/** `20260620193000Z` */
const asn1 = (ms: number) =>
  new Date(ms).toISOString().replace(/\.\d+/, '').replaceAll(/[-:T]/g, '');
