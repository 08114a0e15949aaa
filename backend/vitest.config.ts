import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,test,scripts}/**/*.test.ts'],
    testTimeout: 60_000,
    // What is waited for comes late on a busy machine, and must not fail there.
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 120_000,
    // Servers, daemons and hashes: more than the cores only makes them wait for each other.
    maxWorkers: 2,
  },
});
