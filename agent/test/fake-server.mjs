// A server that answers as it is told: the first part of the path is the behaviour, such as
// http://127.0.0.1:PORT/401. Prints its port; appends each request to FILE as a line of JSON.
// `enrol-NAME` serves the agent's files to GET, and is NAME to POST.
//   node fake-server.mjs FILE
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

const [, , file] = process.argv;

const answers = {
  ok: { status: 200, body: { received: true } },
  older: { status: 200, body: { received: false, reason: 'older' } },
  portal: { status: 200, body: 'Please sign in' },
  redirect: { status: 302, headers: { location: '/elsewhere' }, body: '' },
  // A code is worth a token there, and no report gets through.
  token: {
    status: 200,
    body: { hostId: 'vm-1', token: `archnest_agent_${'x'.repeat(43)}` },
    report: 500,
  },
  400: {
    status: 400,
    body: { error: { code: 'validation_failed', message: 'containers.3: \u001b[31mno' } },
  },
};

function answer(name, response) {
  const known = answers[name] ?? { status: Number(name) || 404, body: { error: { code: name } } };
  response.writeHead(known.status, { 'content-type': 'application/json', ...known.headers });
  response.end(typeof known.body === 'string' ? known.body : JSON.stringify(known.body));
}

const agentFile = (url) => {
  const file = url.split('/').at(-1);
  const folder = /\.(service|timer)$/.test(file) ? '../systemd/' : '../';
  return new URL(folder + file, import.meta.url);
};

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const name = request.url.split('/')[1];
    const bytes = Buffer.concat(chunks);
    const zipped = request.headers['content-encoding'] === 'gzip';
    const body = (zipped ? gunzipSync(bytes) : bytes).toString();
    appendFileSync(
      file,
      `${JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body })}\n`,
    );
    const told = name.replace(/^enrol-/, '');
    if (told !== name && request.method === 'GET') {
      response.end(readFileSync(agentFile(request.url)));
      return;
    }
    const isReport = request.url.endsWith('/report');
    if (name === 'silent') return;
    if (told !== name) answer((isReport && answers[told]?.report) || told, response);
    else if (name === 'reset') request.socket.destroy();
    else if (name === 'slow') setTimeout(() => answer('ok', response), 3000);
    else answer(name, response);
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
