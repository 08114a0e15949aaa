// Nothing is imported here: better-sqlite3 ends an older Node without a word, so the version is checked first.
const major = Number(process.versions.node.split('.')[0]);

if (major < 24) {
  process.stderr.write(
    `archnest: this is Node ${process.versions.node}, and ArchNest needs 24 or newer: start it with npm start, which brings its own\n`,
  );
  process.exit(1);
}

const { run } = await import('./run.ts');
await run();

export {};
