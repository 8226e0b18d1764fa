import { expect, it } from 'vitest'
import type { GuidanceCell } from '../domain/guidance.ts'
import { guidanceSince, keepGuidance, newestGuidance } from './guidance.ts'
import type { Opened } from './store-contract.ts'

const cell = (aqiHigh: number): GuidanceCell => ({
  ...{ area: 'zone', leadDay: 1, aqiLow: 40, aqiHigh, primaryPollutants: [] },
  ...{ pm25Low: null, pm25High: null, o3Low: null, o3High: null },
})
const noonOf = (date: string) => Date.parse(`${date}T12:00:00+08:00`)

/** Forecasts of the regional platform. */
export function guidanceContract(opened: Opened): void {
  const keep = (issueDate: string, aqiHigh: number, receivedAt = noonOf(issueDate)) =>
    opened().transaction((tx) =>
      keepGuidance(tx, { issueDate, receivedAt, cells: [cell(aqiHigh)] }),
    )

  it('keeps each version of a date, and the same again as none', async () => {
    const issueDate = '2026-10-01'
    const first = await keep(issueDate, 60)
    expect(first).toMatchObject({ isNew: true, guidance: { version: 1 } })
    expect(await keep(issueDate, 60, noonOf('2026-10-02'))).toEqual({ ...first, isNew: false })
    const second = await keep(issueDate, 70)
    expect(second.guidance.version).toBe(2)
    // Back to what it was is a version of its own: the newest is what counts.
    const third = await keep(issueDate, 60)
    expect(third.guidance).toMatchObject({ version: 3, hash: first.guidance.hash })
    expect(await newestGuidance(opened(), { issueDate })).toEqual(third.guidance)
    expect(await newestGuidance(opened(), { issueDate, version: 2 })).toEqual(second.guidance)
    expect(await newestGuidance(opened(), { issueDate: '2026-10-02' })).toBeNull()
  })

  it('answers dates as they stood before the first day that they speak of', async () => {
    await keep('2026-10-05', 60)
    await keep('2026-10-05', 90, noonOf('2026-10-06'))
    await keep('2026-10-06', 70, noonOf('2026-10-07'))
    await keep('2026-10-07', 80)
    const since = await guidanceSince(opened(), '2026-10-05')
    expect(since.map(({ issueDate, cells }) => [issueDate, cells[0]?.aqiHigh])).toEqual([
      ['2026-10-05', 60],
      ['2026-10-07', 80],
    ])
    expect((await newestGuidance(opened(), { issueDate: null }))?.issueDate).toBe('2026-10-07')
  })
}
