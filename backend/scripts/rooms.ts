/** The rooms of the design, and the arrows between them. `imports.ts` enforces this table. */

export interface Room {
  /** A folder, or a file at the top of the tree; `*` stands for one name and makes a room of each. */
  name: string;
  /** The rooms that it may import, besides itself; `*` at the end of a list stands for all. */
  may: string[];
  /** The rooms of which it may import types only. */
  types?: string[];
  /** The packages that it may import, where the room must stay free of others. */
  packages?: string[];
}

export interface Tree {
  root: string;
  rooms: Room[];
  /** Packages that belong to one room, and whose every use elsewhere is a way around it. */
  owned: Record<string, string[]>;
}

/** Before every other room: what a file may be that the table does not name. */
const LEAVES = ['contract', 'errors.ts'];
const ALL = ['*'];

export const BACKEND: Tree = {
  root: 'backend/src',
  rooms: [
    { name: 'main.ts', may: ALL },
    // The process in three steps: `main` checks Node, `run` handles signals, `server` assembles.
    { name: 'run.ts', may: ALL },
    { name: 'server.ts', may: ALL },
    { name: 'app.ts', may: ALL },
    { name: 'config.ts', may: [], packages: ['zod'] },
    { name: 'paths.ts', may: [] },
    { name: 'contract', may: [], packages: ['zod'] },
    { name: 'errors.ts', may: ['contract'] },
    { name: 'db', may: LEAVES },
    { name: 'containers', may: LEAVES },
    { name: 'docker', may: [...LEAVES, 'containers', 'db'] },
    { name: 'ssh', may: [...LEAVES, 'containers', 'docker', 'db'] },
    { name: 'agents', may: [...LEAVES, 'containers', 'db'] },
    { name: 'auth', may: [...LEAVES, 'db'] },
    { name: 'sockets', may: [...LEAVES, 'containers'], types: ['auth'] },
    { name: 'plugins', may: LEAVES },
    // A route calls `listAll` and mounts a pump; everything that holds state is handed to it.
    { name: 'routes', may: [...LEAVES, 'containers', 'sockets'], types: ALL },
  ],
  owned: {
    'better-sqlite3': ['db'],
    kysely: ['db'],
    dockerode: ['docker'],
    ssh2: ['ssh'],
  },
};

export const FRONTEND: Tree = {
  root: 'frontend/src',
  rooms: [
    { name: 'main.tsx', may: ALL },
    { name: 'router.tsx', may: ALL },
    { name: 'pages/*', may: ['features/*', 'components', 'hooks', 'lib', '.'] },
    { name: 'features/*', may: ['components', 'hooks', 'lib', '.'] },
    { name: 'components', may: ['hooks', 'lib'] },
    { name: 'hooks', may: ['lib', '.'] },
    { name: 'lib', may: [] },
    // Every other file at the top: api.ts, live.ts, paths.ts …
    { name: '.', may: ['lib'] },
  ],
  owned: {},
};
