import { defineConfig } from 'vite'

/** Builds the page in `web/` to `dist/web`, with relative addresses and nothing from other hosts. */
export default defineConfig({
  root: 'web',
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir: '../dist/web', emptyOutDir: true, target: 'es2022', modulePreload: false },
})
