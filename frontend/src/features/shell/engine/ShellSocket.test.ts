import type { ExecServerFrame } from '@archnest/backend/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ShellSocket, type ShellPhase } from './ShellSocket.ts';

class FakeSocket {
  static readonly OPEN = 1;
  static last: FakeSocket;
  readyState = 0;
  binaryType = 'blob';
  sent: (string | Uint8Array)[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    FakeSocket.last = this;
  }

  send(data: string | Uint8Array) {
    this.sent.push(typeof data === 'string' ? data : data.slice());
  }

  close() {
    this.closed = true;
  }

  open() {
    this.readyState = 1;
    this.onopen?.();
  }

  frame(frame: ExecServerFrame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  bytes(length: number) {
    this.onmessage?.({ data: new ArrayBuffer(length) });
  }
}

let shell: ShellSocket;
let output: number[];
let phases: ShellPhase[];
const peer = () => FakeSocket.last;

beforeEach(() => {
  vi.stubGlobal('WebSocket', FakeSocket);
  output = [];
  phases = [];
  shell = new ShellSocket('/exec', {
    onOutput: (bytes) => output.push(bytes.length),
    onPhase: (phase) => phases.push(phase),
  });
});

afterEach(() => vi.unstubAllGlobals());

function ready() {
  peer().open();
  peer().frame({ type: 'ready', shell: 'bash' });
}

describe('ShellSocket', () => {
  it('takes and sends bytes', () => {
    expect(peer().binaryType).toBe('arraybuffer');
    ready();
    peer().bytes(3);
    expect(output).toEqual([3]);
    shell.send('é\r');
    expect(peer().sent).toEqual([new Uint8Array([0xc3, 0xa9, 13])]);
    shell.sendBinary('\u00ff');
    expect(peer().sent[1]).toEqual(new Uint8Array([255]));
    shell.resize(100, 30);
    expect(peer().sent[2]).toBe('{"type":"resize","cols":100,"rows":30}');
  });

  it('sends nothing before it is open, and no frame that the server would refuse', () => {
    shell.send('lost');
    ready();
    shell.send('x'.repeat(100_000));
    const sizes = peer().sent.map((frame) => frame.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * 1024);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(100_000);
  });

  it('says what was drawn, in steps and when nothing is left', () => {
    ready();
    peer().bytes(20_000);
    peer().bytes(20_000);
    peer().bytes(5);
    shell.ack(20_000);
    expect(peer().sent).toEqual([]);
    shell.ack(20_000);
    shell.ack(5);
    expect(peer().sent).toEqual(['{"type":"ack","bytes":40000}', '{"type":"ack","bytes":5}']);
  });

  it('says how the shell ended, once', () => {
    ready();
    peer().frame({ type: 'exit', code: 130 });
    peer().onclose?.({ code: 1000 });
    expect(phases.map(({ kind }) => kind)).toEqual(['open', 'ended']);
    expect(phases[1]).toMatchObject({ shell: 'bash', code: 130 });
  });

  it('measures echoes of keys, and not what the terminal answers by itself', () => {
    ready();
    shell.send('\u001b[12;40R');
    peer().bytes(1);
    expect(shell.latency.value).toBeNull();
    shell.send('\u001b[A');
    peer().bytes(1);
    expect(shell.latency.value).not.toBeNull();
  });

  it('tells a lost connection from a refused one, and from a reason', () => {
    peer().onclose?.({ code: 1006 });
    expect(phases).toEqual([{ kind: 'refused' }]);
    shell = new ShellSocket('/exec', {
      onOutput: () => {},
      onPhase: (phase) => phases.push(phase),
    });
    ready();
    peer().onclose?.({ code: 1006 });
    expect(phases.at(-1)).toMatchObject({ kind: 'lost' });
    peer().onclose?.({ code: 4403 });
    expect(phases.at(-1)).toEqual({ kind: 'closed', code: 4403 });
  });

  it('keeps the reason that came before the end', () => {
    peer().open();
    peer().frame({ type: 'error', code: 'conflict', message: 'No shell.' });
    peer().onclose?.({ code: 1000 });
    expect(phases).toEqual([{ kind: 'failed', code: 'conflict', message: 'No shell.' }]);
  });

  it('is not heard of once it is disposed of', () => {
    ready();
    shell.dispose();
    peer().bytes(3);
    peer().onclose?.({ code: 1006 });
    shell.send('x');
    expect([peer().closed, output, phases.length, peer().sent]).toEqual([true, [], 1, []]);
  });
});
