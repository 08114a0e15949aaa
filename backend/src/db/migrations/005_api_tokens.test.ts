import { CompiledQuery, createQueryId, type RootOperationNode } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/kit.ts';
import { ApiTokens } from '../apiTokens.ts';
import { openDatabase } from '../open.ts';
import type { Database } from '../schema.ts';
import { Users } from '../users.ts';

async function opened(): Promise<{ db: Database; tokens: ApiTokens; userId: number }> {
  const { db, close } = await openDatabase(temporaryFolder());
  onTestFinished(close);
  const { id } = await new Users(db).insertFirst('Ada', 'hash', 1);
  return { db, tokens: new ApiTokens(db), userId: id };
}

const token = (digit: number) => ({
  name: 'deploy',
  scope: 'read' as const,
  hash: Buffer.alloc(32, digit),
  hint: 'wxyz',
});

it('two tokens never have one hash, and an id is never used twice', async () => {
  const { tokens, userId } = await opened();
  const first = await tokens.insert(userId, token(1), 1, null);
  await expect(tokens.insert(userId, token(1), 1, null)).rejects.toThrow(/UNIQUE/);
  await tokens.delete(userId, Number(first.id));
  const second = await tokens.insert(userId, token(1), 1, null);
  expect(Number(second.id)).toBeGreaterThan(Number(first.id));
});

it('tokens go with their owner', async () => {
  const { db, tokens, userId } = await opened();
  await tokens.insert(userId, token(1), 1, null);
  await db.deleteFrom('users').where('id', '=', userId).execute();
  expect(await db.selectFrom('api_tokens').selectAll().execute()).toEqual([]);
});

it('a token that is not there costs one search in indexes', async () => {
  const { db } = await opened();
  const asked: RootOperationNode[] = [];
  const watched = db.withPlugin({
    transformQuery: ({ node }) => {
      asked.push(node);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  expect(await new ApiTokens(watched).findByHash(Buffer.alloc(32), 1)).toBeUndefined();
  expect(asked).toHaveLength(1);
  const plans = asked.map(async (node) => {
    const { sql, parameters } = db.getExecutor().compileQuery(node, createQueryId());
    const query = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
    return (await db.executeQuery<{ detail: string }>(query)).rows.map(({ detail }) => detail);
  });
  const steps = (await Promise.all(plans)).flat();
  expect(steps[0]).toMatch(/^SEARCH api_tokens USING INDEX/);
  expect(steps[1]).toMatch(/^SEARCH users USING INTEGER PRIMARY KEY/);
  expect(steps).toHaveLength(2);
});
