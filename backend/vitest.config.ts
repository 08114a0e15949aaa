import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,test,scripts}/**/*.test.ts'],
    testTimeout: 60_000,
    // What is waited for comes late on a busy machine, and must not fail there.
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 120_000,
    // Half of what they do is to wait for daemons and machines; more would wait for each other.
    maxWorkers: 3,
  },
});
