import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = 'http://127.0.0.1:4000';
const dist = join(import.meta.dirname, 'dist');

/** Writes `.br` and `.gz` beside each text file once, so that the server never compresses the page. */
const precompress = (): Plugin => ({
  name: 'precompress',
  apply: 'build',
  closeBundle() {
    const names = readdirSync(dist, { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => /\.(js|css|html|svg)$/.test(each))) {
      const path = join(dist, name);
      const content = readFileSync(path);
      writeFileSync(`${path}.br`, brotliCompressSync(content));
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    }
  },
});

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), precompress()],
  build: {
    outDir: dist,
    emptyOutDir: true,
    target: 'es2023',
    // Fonts must stay files: the content security policy takes no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The first view is one file by intent; what it may weigh is measured where speed is.
    chunkSizeWarningLimit: 800,
  },
  server: {
    proxy: { '/api': { target: server, ws: true }, '/agent': server },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts'],
    testTimeout: 60_000,
    css: { include: [/\?raw$/] },
  },
});
