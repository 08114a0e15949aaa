import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The same from `src` and from `dist`, which lie side by side. */
const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The built page. */
export const pageRoot = fromHere('../../frontend/dist');

/** The agent that this server ships. */
export const agentScript = fromHere('../../agent/archnest-docker-agent.sh');

/** ArchNest's version. */
export const version = (
  JSON.parse(readFileSync(fromHere('../../package.json'), 'utf8')) as { version: string }
).version;
