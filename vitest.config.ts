import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,ingest,models,alerts,fixtures,web,test}/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    reporters: ['default', './test/closing-line.ts'],
  },
})
