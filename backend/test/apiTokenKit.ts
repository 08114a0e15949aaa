import type { CreatedApiToken, NewApiToken } from '../src/contract/index.ts';
import { call, type TestServer } from './kit.ts';

/** Creates an API token as its owner does. @throws Error with what the server said */
export async function newApiToken(
  server: TestServer,
  owner: string,
  fields: Partial<NewApiToken> = {},
): Promise<CreatedApiToken & { id: string }> {
  const { status, body } = await call(server, 'POST', '/api/auth/tokens', {
    token: owner,
    body: { name: 'deploy', scope: 'manage', ...fields },
  });
  if (status !== 201)
    throw new Error(`creating a token answered ${status}: ${JSON.stringify(body)}`);
  const created = body as CreatedApiToken;
  return { ...created, id: created.apiToken.id };
}
