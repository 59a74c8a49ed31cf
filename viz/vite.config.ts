/** The page as one bundle that asks no other host: `vite build --config viz/vite.config.ts`. */
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const api = process.env.PADDOCK_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: { outDir: resolve(import.meta.dirname, '../dist-page'), emptyOutDir: true, target: 'es2023', assetsInlineLimit: 8_192 },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { proxy: { '/api': { target: api, ws: true } } },
});
