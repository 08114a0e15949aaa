import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,test,scripts}/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Servers, daemons and hashes: more than the cores only makes them wait for each other.
    maxWorkers: 2,
  },
});
