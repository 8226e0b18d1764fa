import { expect, it } from 'vitest'
import { createRowProgress } from './row-progress.ts'

it.each([
  ['tells a screen of the rows once a second', true, '\r2,000 rows\r4,000 rows\n'],
  ['leaves a log alone', false, ''],
])('%s', (_what, isTTY, expected) => {
  let [said, now] = ['', 0]
  const screen = { isTTY, write: (text: string) => void (said += text) }
  const progress = createRowProgress(screen, () => now)
  for (let row = 0; row < 5_000; row += 1) {
    now += 0.5
    progress.count()
  }
  progress.end()
  expect(said).toBe(expected)
})
