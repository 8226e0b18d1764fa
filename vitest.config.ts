import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.ts'

export default defineConfig({
  test: {
    include: ['{src,ingest,models,alerts,fixtures,web,test}/**/*.test.{ts,tsx}'],
    globalSetup: './test/transpiled.ts',
    // Ends what hangs. A slow machine is no fault: none of these says how fast a thing is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './test/closing-line.ts'],
  },
})
