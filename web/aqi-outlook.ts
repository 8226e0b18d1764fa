import { signal } from '@preact/signals'
import { minuteMs } from '../src/domain/time.ts'
import { shownStation } from './board.ts'
import { readJson } from './client.ts'
import type { AqiAnswer, GuidanceScoreItem } from './wire-registers.ts'
import type { ListAnswer } from './wire.ts'

/** The AQI ahead at the air station that is looked at; no answer where nothing was issued. */
export const aqiOutlook = signal<{
  readonly station: string
  readonly answer: AqiAnswer | null
} | null>(null)

/** How the regional guidance and our drafts did; empty until both spoke of a measured day. */
export const guidanceScores = signal<readonly GuidanceScoreItem[]>([])

/** A forecast is issued every hour at most, a day is measured once. */
const everyMs = 10 * minuteMs

async function readOutlook(station: string): Promise<void> {
  const query = new URLSearchParams({ station })
  const path = `/forecasts/aqi?${query.toString()}`
  const told = (await readJson(path).catch(() => null)) as AqiAnswer | null
  const answer = told?.items.length === 0 ? null : told
  if (shownStation.peek()?.id === station) aqiOutlook.value = { station, answer }
}

async function readScores(): Promise<void> {
  const answer = await readJson('/guidance/air/skill').catch(() => null)
  if (answer !== null) {
    guidanceScores.value = (answer as ListAnswer).items as readonly GuidanceScoreItem[]
  }
}

/** Reads the scores, and the AQI ahead of each air station looked at, every ten minutes. */
export function startAqi(): void {
  let shown: string | null = null
  shownStation.subscribe((station) => {
    const id = station?.kind === 'air' ? station.id : null
    if (id === shown) return
    shown = id
    aqiOutlook.value = null
    if (id !== null) void readOutlook(id)
  })
  void readScores()
  setInterval(() => {
    void readScores()
    if (shown !== null) void readOutlook(shown)
  }, everyMs)
}
