import { expect } from 'vitest'
import { dayMs, hourMs, minuteMs } from '../src/domain/time.ts'
import { changesAfter } from '../src/store/change-log.ts'
import type { Db } from '../src/store/db.ts'
import { obsText } from './engine-gateway.ts'
import { bothSides, lookInto, step, type Act } from './kill-walk.ts'

/** A day's joint air product: Jiaxing is late, and what was released is corrected. */
const midnightAt = Date.parse('2026-11-23T00:00:00+08:00')
const at = (hour: number, minute = 0) => midnightAt + hour * hourMs + minute * minuteMs
const date = '2026-11-23'
const days = 8

const stations = ['qingpu-dianshanhu', 'wujiang-yuexiu', 'jiashan-synthetic-air']
const measured: Act = {
  ...{ name: 'the days before', at: at(9) },
  call: () => ({
    do: 'observe',
    messages: Array.from({ length: days * 24 }, (_, hour) => hour).flatMap((hour) => {
      const time = midnightAt - days * dayMs + hour * hourMs
      const pm25 = 20 + 5 * (Math.floor(hour / 24) % 7)
      const values = { pm25, pm10: 60, o3: 70, so2: 6, no2: 22, co: 0.6 }
      const text = obsText({ time, period: 'PT1H', historical: true, values })
      return stations.map((station) => ({ station, text }))
    }),
  }),
}
/** Killed on either side of the commit, and looking again in between. */
const clock = (when: number): Act => ({
  ...{ name: 'the clock', at: when, cuts: bothSides },
  call: () => ({ do: 'product' }),
})
const correct: Act = {
  ...{ name: 'correct', at: at(21) },
  call: () => ({ do: 'correct', correction: { date, person: '贾', reason: '嘉善 D+2 有误' } }),
}
const consultation = (
  when: number,
  name: string,
  district: 'qingpu' | 'wujiang' | 'jiashan',
  nth: number,
  data = {},
) => step(when, 'consultation', name, { nth, district, data, place: null })
const zone = ['qingpu', 'wujiang', 'jiashan'] as const
const cell = (aqiLow: number, aqiHigh: number, area: string, leadDay: number) => ({
  ...{ area, leadDay, aqiLow, aqiHigh, primaryPollutants: ['a34004'], weather: '多云' },
})
const sealed = (when: number, nth: number) => [
  ...zone.map((district) => consultation(when, 'sign', district, nth)),
  consultation(when, 'release', 'jiashan', nth),
]

export const forecastDayActs: readonly Act[] = [
  measured,
  clock(at(15, 1)),
  consultation(at(15, 30), 'enter', 'wujiang', 0, { values: [cell(40, 60, 'wujiang', 1)] }),
  consultation(at(15, 31), 'accept', 'wujiang', 0),
  consultation(at(15, 32), 'accept', 'qingpu', 0),
  clock(at(20, 1)),
  consultation(at(20, 20), 'accept', 'jiashan', 0),
  consultation(at(20, 25), 'agree', 'qingpu', 0, {
    ...{ minutes: '采纳苏州意见', values: [cell(42, 60, 'wujiang', 1)] },
  }),
  ...sealed(at(20, 30), 0),
  clock(at(20, 40)),
  correct,
  ...(['qingpu', 'wujiang'] as const).map((one) => consultation(at(21, 5), 'accept', one, 1)),
  consultation(at(21, 6), 'enter', 'jiashan', 1, { values: [cell(90, 120, 'jiashan', 2)] }),
  consultation(at(21, 7), 'accept', 'jiashan', 1),
  consultation(at(21, 8), 'agree', 'jiashan', 1, {
    ...{ minutes: '采纳嘉兴意见', values: [cell(90, 120, 'jiashan', 2)] },
  }),
  ...sealed(at(21, 10), 1),
]

export async function checkForecastDay(db: Db): Promise<void> {
  const { workflow, alerts } = lookInto(db)
  const steps = async (nth: number) =>
    (await workflow('consultation', nth)).steps.map((s) => s.step)
  const signed = ['agree', 'sign', 'sign', 'sign', 'release']
  expect(await steps(0)).toEqual(['enter', 'accept', 'accept', 'accept', ...signed])
  expect(await steps(1)).toEqual(['accept', 'accept', 'enter', 'accept', ...signed])
  expect(await alerts('system')).toMatchObject([
    { rule: 'product-late', occurrences: 1, condition: 'resolved' },
  ])
  const types = ['product.released', 'product.corrected'] as const
  const told = await changesAfter(db, { after: 0, limit: 10, types })
  expect(told.map(({ type, body }) => [type, body['version']])).toEqual([
    ['product.released', 1],
    ['product.corrected', 2],
  ])
}
