import type { KeptRun } from '../../domain/forecast.ts'
import { hourMs } from '../../domain/time.ts'
import type { SkillItem } from '../capabilities.ts'
import { fakeNow } from './samples.ts'

const band = (median: number) => ({
  median,
  low80: median - 1,
  high80: median + 1,
  low95: median - 2,
  high95: median + 2,
})

const cutOffAt = Math.floor(fakeNow / hourMs) * hourMs

/** Published up to 3 h; climatology serves up to 6 h; beyond that no skill is known yet. */
export const fakeRun: KeptRun = {
  seriesId: 1,
  issuedAt: fakeNow - 60_000,
  cutOffAt,
  fittedAt: cutOffAt - 5 * hourMs,
  stepMs: hourMs,
  model: 'ensemble/1',
  note: null,
  verdicts: [
    { leadMs: 3 * hourMs, published: true, served: 'model', reason: null },
    { leadMs: 6 * hourMs, published: false, served: 'climatology', reason: 'no skill' },
    { leadMs: 12 * hourMs, published: false, served: 'model', reason: 'not known yet' },
  ],
  values: [1, 6, 9].map((lead) => ({
    at: cutOffAt + (lead - 1) * hourMs,
    leadMs: lead * hourMs,
    model: band(8),
    climatology: band(5),
    persistence: 8,
    seasonalNaive: 8,
  })),
  hash: 'ab12',
}

const point = { mae: 1, rmse: 2 }
export const fakeSkill: readonly SkillItem[] = [3, 6].map((lead) => ({
  station: 'TP-1',
  parameter: 'w01009',
  leadMs: lead * hourMs,
  days: 20,
  n: 480,
  scores: {
    mae: 0.5,
    rmse: 0.7,
    crps: 0.3,
    coverage80: 0.8,
    coverage95: 0.95,
    persistence: point,
    seasonalNaive: point,
    climatology: { ...point, crps: 0.6 },
    skill: 0.5,
  },
  verdict: { leadMs: lead * hourMs, published: true, served: 'model', reason: null },
}))
