import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort, until } from './commands.ts';

/** The real server: the built one, in a process of its own. */
export interface TestServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string;
  port: number;
  pid: number;
  dataDir: string;
  /** What it wrote to its standard output and error so far, a line each. */
  logs: string[];
  /** The one-time token of the first setup. Null once an account exists. */
  setupToken: string | null;
  /** SIGKILL, and waits until it is gone. The data directory stays. */
  kill9(): Promise<void>;
  /** SIGTERM, waits, and removes the data directory if this module made it. Returns the exit code. */
  stop(): Promise<number | null>;
}

export interface ServerOptions {
  env?: Record<string, string>;
  /** To start again on the data of another start; it is then never removed here. */
  dataDir?: string;
  /** A free one unless told: to come back where a page expects the server. */
  port?: number;
}

export interface SignedIn {
  /** `name=value` for a Cookie header. */
  cookie: string;
  /** For `Authorization: Bearer`. */
  token: string;
}

const MAIN = join(import.meta.dirname, '../../dist/main.js');
/** The contract's own limit for a clean end, and some. */
const STOP_WITHIN = 12_000;

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'archnest-data-')));
  const port = options.port ?? (await freePort());
  const child = spawn(process.execPath, [MAIN], {
    env: { ...cleanEnvironment(), ...settings(port, dataDir), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logs = capture(child);
  const removeData = async () => {
    if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await healthy(child, url);
  } catch (error) {
    await end(child, 'SIGKILL');
    await removeData();
    throw new Error(`the server did not start:\n${logs.slice(-20).join('\n')}`, { cause: error });
  }
  const setupToken = await readFile(join(dataDir, 'setup-token'), 'utf8').catch(() => null);
  return {
    url,
    port,
    pid: child.pid ?? 0,
    dataDir,
    logs,
    setupToken: setupToken?.trim() ?? null,
    kill9: async () => {
      await end(child, 'SIGKILL');
    },
    stop: async () => {
      const code = await end(child, 'SIGTERM');
      await removeData();
      return code;
    },
  };
}

/** Creates the first admin through the API. */
export async function setupAdmin(
  server: Pick<TestServer, 'url' | 'setupToken'>,
  { username = 'admin', password = 'correct horse battery' } = {},
): Promise<SignedIn> {
  const response = await fetch(`${server.url}/api/auth/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ setupToken: server.setupToken, username, password }),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`setup answered ${response.status}: ${body}`);
  const cookie = response.headers
    .getSetCookie()
    .map((header) => header.split(';', 1)[0] ?? '')
    .find((pair) => pair.startsWith('archnest_session='));
  const parsed: unknown = JSON.parse(body);
  if (!cookie || !hasToken(parsed)) throw new Error(`setup gave no session: ${body}`);
  return { cookie, token: parsed.token };
}

function hasToken(body: unknown): body is { token: string } {
  return typeof body === 'object' && body !== null && 'token' in body;
}

/** Neither the settings of whoever runs the tests nor their Docker reach the server. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = (name: string) => name.startsWith('ARCHNEST_') || name.startsWith('DOCKER_');
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own(name)));
}

function settings(port: number, dataDir: string): Record<string, string> {
  return {
    NODE_ENV: 'production',
    ARCHNEST_BIND: '127.0.0.1',
    ARCHNEST_PORT: String(port),
    ARCHNEST_DATA_DIR: dataDir,
    // The machine's own Docker, if it has one, is not the test's.
    DOCKER_HOST: 'unix:///nonexistent/docker.sock',
  };
}

function capture(child: ChildProcess): string[] {
  const logs: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => logs.push(line));
  }
  return logs;
}

async function healthy(child: ChildProcess, url: string): Promise<void> {
  await until('the answer of /api/health', async () => {
    if (hasEnded(child)) return true;
    return (await fetch(`${url}/api/health`)).ok;
  });
  if (hasEnded(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (hasEnded(child)) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill(signal);
  const tooLong = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN);
  await gone;
  clearTimeout(tooLong);
  return child.exitCode;
}
