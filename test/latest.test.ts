import { expect, it } from 'vitest'
import type { StoredReading } from '../src/domain/queries.ts'
import { latestWith } from '../src/latest.ts'

const reading = (observedAt: number, value: number): StoredReading => ({
  ...{ station: 'lili', parameter: 'w01001', period: 'PT0S', source: 'automatic', depthM: null },
  ...{ observedAt, receivedAt: observedAt + 1, value, qualifier: '', sourceFlag: 'normal' },
  ...{ flag: 1, reasons: 0, revision: 0 },
})

it('is of the newest reading, a correction of it included, whatever comes late', () => {
  const first = latestWith(null, reading(10, 7.1))
  expect(first).toMatchObject({ observedAt: 10, value: 7.1 })
  expect(first).not.toHaveProperty('station')
  expect(latestWith(first, reading(20, 7.2))).toMatchObject({ observedAt: 20, receivedAt: 21 })
  expect(latestWith(first, reading(10, 9))).toMatchObject({ observedAt: 20, value: 7.2 })
  const corrected = { ...reading(20, 7.3), revision: 1, flag: 3 } as const
  expect(latestWith(first, corrected)).toMatchObject({ value: 7.3, revision: 1, flag: 3 })
})
