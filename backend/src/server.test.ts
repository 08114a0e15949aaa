import { Writable } from 'node:stream';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { REDACTED } from './server.ts';

it('keeps credentials out of the log, wherever they stand in what is logged', () => {
  let output = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output += chunk.toString();
      done();
    },
  });
  const { log } = Fastify({ logger: { level: 'trace', redact: REDACTED, stream } });
  const tls = { ca: 'canary-ca', cert: 'canary-cert', key: 'canary-key', serverName: 'engine' };
  for (const line of [{ tls }, { host: { name: 'nas', tls } }, { material: tls }])
    log.info(line, 'logged');
  log.info({ body: { password: 'canary', token: 'canary' }, headers: { cookie: 'canary' } });
  log.info({ name: 'seen' });
  expect(output).not.toContain('canary');
  expect(output.match(/logged/g)).toHaveLength(3);
  expect(output).toContain('seen');
});
