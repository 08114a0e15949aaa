/**
 * An SSH server that does what a real one will not, in the process of the test. Unless told otherwise it is a small,
 * healthy one: lets everybody in, runs commands with `sh`, and forwards to sockets and ports.
 *
 *   const evil = await evilSshd({ auth: () => undefined }); // lets nobody in, and says nothing
 *   // connect to 127.0.0.1:evil.port, which shows evil.fingerprint
 *   evil.behaviour.exec = ({ accept }) => void accept(); // may be changed while it runs
 *   evil.attempts; // every attempt to be let in, with its password
 */
import { spawn } from 'node:child_process';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { finished, type Duplex } from 'node:stream';
import { Server, utils, type AuthContext, type Connection, type ParsedKey } from 'ssh2';
import type { ServerChannel, Session } from 'ssh2';
import { onTestFinished } from 'vitest';
import { fingerprint } from '../../src/ssh/keys.ts';

export interface Behaviour {
  /** Below SSH: what becomes of a TCP connection. */
  tcp?: ((socket: Socket) => void) | undefined;
  /** What becomes of an attempt to be let in: it is accepted unless told. */
  auth?: ((attempt: AuthContext) => void) | undefined;
  /** What becomes of the wish for a channel, of any kind. */
  channels?: 'open' | 'refused' | 'unanswered' | undefined;
  exec?: ((request: ExecRequest) => void) | undefined;
  terminals?: 'given' | 'refused' | undefined;
  forwarding?: 'given' | 'refused' | undefined;
  /** A channel that was opened to a port or a socket. */
  forward?: ((channel: ServerChannel, to: string | number, line: Line) => void) | undefined;
  /** Variables for commands. */
  env?: Record<string, string> | undefined;
}

export interface ExecRequest {
  command: string;
  /** The line that our commands print first; `null` for others. */
  marker: string | null;
  accept: () => ServerChannel;
  refuse: () => void;
  /** For what is sent without asking. */
  line: Line;
}

/** A channel below what ssh2 makes of it. */
export interface Line {
  id: number;
  protocol: Protocol;
  /** Of the connection. */
  socket: Socket;
}

/** What ssh2 1.17.0 keeps to itself. */
interface Protocol {
  channelData(id: number, data: Buffer): void;
  channelExtData(id: number, data: Buffer, type: number): void;
  channelEOF(id: number): void;
  _packetRW: {
    write: { allocStart: number; alloc(length: number): Buffer; finalize(packet: Buffer): Buffer };
  };
  _cipher: { encrypt(packet: Buffer): void };
}

export interface Attempt {
  method: AuthContext['method'];
  /** The password; `null` with another method. */
  secret: string | null;
}

export interface EvilSshd {
  port: number;
  /** Of the host key that it shows, as `ssh-keygen -lf` prints it. */
  readonly fingerprint: string;
  /** May be changed while it runs. */
  behaviour: Behaviour;
  attempts: Attempt[];
  commands: string[];
  /** TCP connections so far, and those that are open now. */
  accepted(): number;
  connections(): number;
  /** The most channels that one connection ever had at once, also those that were not answered. */
  mostChannels(): number;
  /** Channels that the client has not closed, of all connections. */
  channels(): number;
  /** From now on another host key. */
  swapHostKey(): void;
  /** From now on it shows its host key without having the private half of it. */
  loseHostKey(): void;
  /** Ends every connection. */
  cut(): void;
  close(): Promise<void>;
}

/** Gone with the test. */
export async function evilSshd(behaviour: Behaviour = {}): Promise<EvilSshd> {
  const evil = await startEvilSshd(behaviour);
  onTestFinished(evil.close);
  return evil;
}

export async function startEvilSshd(behaviour: Behaviour = {}): Promise<EvilSshd> {
  const sockets = new Set<Socket>();
  const channels = new Map<Connection, number>();
  let accepted = 0;
  let most = 0;
  let key = makeKey();
  let shown = key;
  const count = (connection: Connection, change: 1 | -1) => {
    const now = (channels.get(connection) ?? 0) + change;
    channels.set(connection, now);
    most = Math.max(most, now);
  };
  const serve = (socket: Socket) => {
    const ssh = new Server({ hostKeys: [{ key: shown as never }] });
    ssh.on('connection', (connection) => {
      connection.on('error', () => undefined);
      connection.once('close', () => channels.delete(connection));
      answer(connection, socket, evil, count);
    });
    ssh.injectSocket(socket);
  };
  const listener = createServer((socket) => {
    accepted++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    const { tcp } = evil.behaviour;
    if (!tcp) {
      serve(socket);
      return;
    }
    // What is not read hears of no end.
    socket.resume();
    tcp(socket);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const evil: EvilSshd = {
    port: (listener.address() as AddressInfo).port,
    get fingerprint() {
      return fingerprint(key.getPublicSSH());
    },
    behaviour,
    attempts: [],
    commands: [],
    accepted: () => accepted,
    connections: () => sockets.size,
    mostChannels: () => most,
    channels: () => [...channels.values()].reduce((sum, open) => sum + open, 0),
    swapHostKey: () => {
      shown = key = makeKey();
    },
    loseHostKey: () => {
      const publicHalf = key.getPublicSSH();
      shown = Object.assign(Object.create(makeKey()) as ParsedKey, {
        getPublicSSH: () => publicHalf,
      });
    },
    cut,
    close: async () => {
      const closed = new Promise((resolve) => listener.close(resolve));
      cut();
      await closed;
    },
  };
  return evil;
}

function makeKey(): ParsedKey {
  // ssh2 makes one now and then that it cannot read itself.
  for (let tries = 0; tries < 10; tries++) {
    const key = utils.parseKey(utils.generateKeyPairSync('ed25519').private);
    if (!(key instanceof Error)) return key;
  }
  throw new Error('ssh2 made no key');
}

function answer(
  connection: Connection,
  socket: Socket,
  evil: EvilSshd,
  count: (connection: Connection, change: 1 | -1) => void,
): void {
  connection.on('authentication', (attempt) => {
    const secret = attempt.method === 'password' ? attempt.password : null;
    evil.attempts.push({ method: attempt.method, secret });
    const { auth } = evil.behaviour;
    if (auth) auth(attempt);
    else attempt.accept();
  });
  /** Whether it is opened. The client counts a channel until its own goodbye. */
  const opened = <T>(
    accept: () => T,
    reject: () => void,
    { channels = 'open' }: Behaviour = evil.behaviour,
  ): T | null => {
    count(connection, 1);
    if (channels === 'open') return accept();
    if (channels === 'refused') {
      count(connection, -1);
      reject();
    }
    return null;
  };
  connection.on('session', (accept, reject) => {
    const session = opened(accept, reject);
    if (!session) return;
    session.once('close', () => {
      count(connection, -1);
    });
    serveSession(session, evil, lineOf(connection, session, socket));
  });
  const forwarded = (accept: () => ServerChannel, reject: () => void, to: string | number) => {
    const { forward, forwarding } = evil.behaviour;
    const ask = (behaviour: Behaviour): ServerChannel | null => {
      const channel = opened(accept, reject, behaviour);
      // A channel of ssh2 tells of the other side's goodbye only once all of it was read.
      channel?.once('close', () => {
        count(connection, -1);
      });
      return channel;
    };
    if (forwarding === 'refused') {
      ask({ channels: 'refused' });
      return;
    }
    if (forward) {
      const channel = ask(evil.behaviour);
      if (channel) forward(channel, to, lineOf(connection, channel, socket));
      return;
    }
    // As sshd does: it is opened once there is somebody at the other end.
    const other = typeof to === 'number' ? connect(to, '127.0.0.1') : connect(to);
    const refuse = () => void ask({ channels: 'refused' });
    other.once('error', refuse).once('connect', () => {
      other.off('error', refuse).on('error', () => undefined);
      const channel = ask(evil.behaviour);
      if (channel) join(channel, other);
      else other.destroy();
    });
  };
  connection.on('tcpip', (accept, reject, { destPort }) => {
    forwarded(accept, reject, destPort);
  });
  connection.on('openssh.streamlocal', (accept, reject, { socketPath }) => {
    forwarded(accept, reject, socketPath);
  });
}

function lineOf(connection: Connection, channel: ServerChannel, socket: Socket): Line {
  const { _protocol: protocol } = connection as unknown as { _protocol: Protocol };
  const { _chanInfo, outgoing } = channel as unknown as Record<'_chanInfo', Ends | undefined> &
    Ends;
  return { id: (_chanInfo?.outgoing ?? outgoing).id, protocol, socket };
}

interface Ends {
  outgoing: { id: number };
}

function serveSession(session: Session, evil: EvilSshd, line: Line): void {
  session.on('pty', (accept, reject) => {
    if (evil.behaviour.terminals === 'refused') reject();
    else accept();
  });
  session.on('exec', (accept, refuse, { command }) => {
    evil.commands.push(command);
    const marker = /\b[0-9a-f]{24}\b/.exec(command)?.[0] ?? null;
    const { exec = running(evil.behaviour.env) } = evil.behaviour;
    exec({ command, marker, refuse, accept, line });
  });
}

/** Really runs the command. */
const running =
  (env: Record<string, string> = {}) =>
  ({ command, accept }: ExecRequest): void => {
    const child = spawn('sh', ['-c', command], { env: { PATH: process.env['PATH'], ...env } });
    const channel = accept();
    channel.on('error', () => undefined);
    child.stdin.on('error', () => undefined);
    channel.pipe(child.stdin);
    child.stdout.pipe(channel, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    channel.once('close', () => child.kill());
    child.once('close', (code, signal) => {
      if (signal) channel.exit(signal);
      else channel.exit(code ?? 0);
      channel.end();
    });
  };

function join(channel: ServerChannel, other: Socket): void {
  const end = (stream: Duplex) => () => stream.destroy();
  channel.on('error', () => undefined);
  channel.pipe(other).pipe(channel);
  finished(channel, end(other));
  finished(other, end(channel));
}
