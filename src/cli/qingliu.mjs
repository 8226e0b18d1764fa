#!/usr/bin/env node
// Starts the built program; `npm ci` builds it.
import { existsSync } from 'node:fs'

const main = new URL('../../dist/src/cli/main.js', import.meta.url)
if (!existsSync(main)) {
  console.error('qingliu is not built: run `npm ci`, or `npm run build` after a change')
  process.exit(2)
}
await import(main.href)
