import { expect, it } from 'vitest'
import { Reason } from '../domain/flags.ts'
import { hourMs } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import { sourcesNow } from './answers.ts'

const now = Date.parse('2026-11-23T12:00:00+08:00')
const station = (id: string, kind: string, form: string, district = 'qingpu') => ({
  ...{ id, kind, form, district },
})
const river = station('river', 'river', 'fixed')
const air = station('air', 'air', 'fixed')
const section = station('section', 'river', 'section', 'kunshan')
const series = (at: object, observedAt: number, part: object = {}, reasons = 0) => ({
  ...{ station: at, seriesKey: { source: 'automatic', period: 'PT0S', ...part } },
  latest: { observedAt, receivedAt: observedAt + 2 * hourMs, reasons },
})

const engine = (guidance: boolean) =>
  ({
    parts: {
      network: {
        districts: [{ id: 'qingpu' }, { id: 'wujiang' }, { id: 'kunshan' }],
        stations: [river, air, section],
      },
      ...{ productPlan: guidance ? {} : null, clock: { now: () => now }, sourceLimits: [] },
      db: {
        query: (_sql: string, [, version]: [string | null, number | null]) =>
          Promise.resolve([
            {
              ...{ issue_date: '2026-11-23', version: version ?? 2, hash: '', body: '[]' },
              received_at: version === 1 ? now - 3 * hourMs : now,
            },
          ]),
      },
    },
    silence: { stateOf: (id: string) => (id === 'river' ? 'silent' : 'heard') },
    series: {
      all: () => [
        series(river, now - 4 * hourMs),
        series(air, now - 3 * hourMs, { period: 'PT1H' }),
        series(river, now - 9 * hourMs, { source: 'manual' }, Reason.historical),
        { station: river, seriesKey: {}, latest: null },
      ],
    },
  }) as unknown as Engine

it('are stations by what they measure and where, samples, and guidance as it came first', async () => {
  expect(await sourcesNow(engine(true))).toMatchObject([
    {
      ...{ kind: 'water-stations', district: 'qingpu', stations: 1, silent: 1, series: 1 },
      ...{ ageMs: 4 * hourMs, delay: { medianMs: 2 * hourMs } },
    },
    // The hour is over an hour after its beginning.
    { kind: 'air-stations', district: 'qingpu', ageMs: 2 * hourMs, delay: { medianMs: hourMs } },
    { kind: 'samples', district: 'qingpu', stations: 0, ageMs: 9 * hourMs, delay: null },
    { kind: 'samples', district: 'kunshan', stations: 1, series: 0, newestAt: null },
    {
      ...{ kind: 'guidance', district: null, ageMs: 12 * hourMs },
      delay: { medianMs: 9 * hourMs, worstMs: 9 * hourMs },
    },
  ])
})

it('know no guidance where the network has no joint product', async () => {
  const kinds = (await sourcesNow(engine(false))).map(({ kind }) => kind)
  expect(kinds).not.toContain('guidance')
})
