import { describe, expect, it } from 'vitest'
import { hourMs } from '../../src/domain/time.ts'
import { noiseAt, rhythmicGrid } from './contract.ts'
import { issueRun, modelVersion } from './issue-run.ts'

const horizons = [1, 24, 72]

describe('a run', () => {
  const grid = rhythmicGrid(1500)
  const endAt = grid.startAt + 1500 * hourMs

  it('is published where it beats persistence and climatology, cut off at the last step known', () => {
    const run = issueRun(grid, horizons, endAt + 60_000)
    expect(run).toMatchObject({
      published: true,
      reason: null,
      model: modelVersion,
      cutOffAt: endAt,
    })
    expect(run.items.map(({ time }) => time)).toEqual(horizons.map((h) => endAt + (h - 1) * hourMs))
    for (const { low95, low80, median, high80, high95 } of run.items) {
      const bounds = [low95, low80, median, high80, high95]
      expect(bounds).toEqual(bounds.toSorted((a, b) => a - b))
    }
  })

  it('of pure noise is served as climatology, and says so', () => {
    const target = grid.target.map((_, t) => 5 + noiseAt(t))
    const run = issueRun({ ...grid, target, features: [] }, horizons, endAt)
    expect(run.published === (run.reason === null)).toBe(true)
    if (!run.published) expect(run.model).toBe('climatology')
  })

  it('with too little history says what is lacking', () => {
    const run = issueRun(rhythmicGrid(200), horizons, endAt)
    expect(run.reason).toBe('expected 30 days of history to judge the forecast by, got fewer')
    expect(run.items.length).toBe(3)
  })

  it('without any value has no items, and a reason', () => {
    const target = grid.target.map(() => NaN)
    const run = issueRun({ ...grid, target }, horizons, endAt)
    expect(run.items).toEqual([])
    expect(run.published).toBe(false)
  })
})
