/** `node backend/scripts/access.ts`: writes `docs/access.md` anew, from what the server's own routes declare. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { readConfig } from '../src/config.ts';
import type { Access, DeclaredRoute } from '../src/plugins/access.ts';
import { createServer } from '../src/server.ts';

export const ACCESS_FILE = join(import.meta.dirname, '../../docs/access.md');

const INTRODUCTION = `# Who may call what

Written by \`node backend/scripts/access.ts\` from the routes that the server has: do not edit it by hand.
\`backend/scripts/access.test.ts\` fails when it is out of date.

Access belongs to a scope in [\`backend/src/app.ts\`](../backend/src/app.ts), not to a route, and a route in no scope keeps the
server from starting. \`HEAD\` goes with every \`GET\` and answers as that does. The page's own files are public.

| Who      | Gets in with                                                                            | Everybody else gets                          |
| -------- | --------------------------------------------------------------------------------------- | -------------------------------------------- |
| public   | nothing                                                                                 |                                              |
| agent    | an agent token, the shared one or that of the host                                      | 401; 403 for another host; 503 without tokens |
| member   | a live session of an active user, or an API token where it says so                      | 401                                          |
| admin    | the same, of an admin                                                                   | 401 without a session; 403 for a member      |

An API token never may more than its owner, and with the scope \`read\` only what a member may. Where the table says no, it
takes a person who signed in. Whoever has to change a temporary password gets 403 until then, except for what that takes.
A cookie counts for nothing but reading unless the request says that it comes from the own page. Every 403 of a signed-in
user is in the audit as \`access.denied\`.

## How it is tested

[\`backend/test/api/access.test.ts\`](../backend/test/api/access.test.ts) has a table of its own, written by hand, and fails
when the server has another route or another access than it says.

- **callers**: called on the real server by each kind of caller: nobody, an agent, sessions that are revoked, expired or of
  a disabled user, a member, an admin, API tokens that read, manage, have ended, are a member's or nobody's.
- **HEAD**: the same with \`HEAD\`.
- **upgrade**: the same with a request for a WebSocket: refused before there is one, and 404 where there is none to have.

`;

const ORDER: Access[] = ['public', 'agent', 'member', 'admin'];

const isPage = (url: string) => !url.startsWith('/api') && !url.startsWith('/agent');

/** `docs/access.md` as it should be. */
export async function accessDocument(routes: readonly DeclaredRoute[]): Promise<string> {
  const rows = routes
    .filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && !isPage(url))
    .toSorted(
      (a, b) =>
        ORDER.indexOf(a.access) - ORDER.indexOf(b.access) ||
        compare(a.url, b.url) ||
        compare(a.method, b.method),
    )
    .map(rowOf);
  const head =
    '| Who | Method | Route | API tokens | Tested by |\n| --- | --- | --- | --- | --- |\n';
  const text = `${INTRODUCTION}## Routes\n\n${head}${[...new Set(rows)].join('\n')}\n`;
  return format(text, { ...(await resolveConfig(ACCESS_FILE)), parser: 'markdown' });
}

function rowOf({ method, url, access, tokens, socket }: DeclaredRoute): string {
  const tested = ['callers', ...(method === 'GET' ? ['HEAD', 'upgrade'] : [])];
  if (access === 'agent') tested.splice(1);
  const who = access === 'member' || access === 'admin' ? (tokens ? 'yes' : 'no') : '';
  const how = socket ? 'WebSocket' : method;
  return `| ${access} | ${how} | \`${url}\` | ${who} | ${tested.join(', ')} |`;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The routes of a server that is made for this and never listens. */
export async function routesOfServer(): Promise<DeclaredRoute[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'archnest-access-'));
  try {
    const config = { ARCHNEST_DATA_DIR: dataDir, ARCHNEST_LOG_LEVEL: 'silent' };
    const server = await createServer(readConfig(config));
    const routes = [...server.app.declaredRoutes];
    await server.close();
    return routes;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (import.meta.main) writeFileSync(ACCESS_FILE, await accessDocument(await routesOfServer()));
