import { expect } from 'vitest'
import { hourMs } from '../src/domain/time.ts'
import type { Db } from '../src/store/db.ts'
import { noonAt } from './engine-app.ts'
import { obsText } from './engine-gateway.ts'
import { bothSides, lookInto, step, type Act } from './kill-walk.ts'

/** Antimony in the Taipu: an incident in each of two districts at once, and one boat too few. */
const hour = (count: number) => noonAt + count * hourMs
const sites = [
  { station: 'pingwang', district: 'wujiang' },
  { station: 'jinze-hydro', district: 'qingpu' },
] as const

const slug = (nth: 0 | 1): Act => ({
  ...{ name: `antimony at ${sites[nth].station}`, at: hour(nth) },
  call: () => ({
    do: 'observe',
    messages: [
      {
        station: sites[nth].station,
        text: obsText({ time: hour(nth) - hourMs / 2, values: { sb: 0.0112 } }),
      },
    ],
  }),
})
const command = (nth: number, verb: 'confirm' | 'grade'): Act => ({
  ...{ name: `${verb} ${nth}`, at: hour(nth + 0.2) },
  call: async ({ alerts }) => {
    const all = await alerts('deterioration')
    expect(all).toHaveLength(nth + 1)
    const { id, n } = all.find(({ station }) => station === sites[nth]!.station)!
    return { do: 'command', id, n, command: { verb, person: '王', grade: 'II' } }
  },
})
type Want = { readonly kind: 'boat' } | { readonly resource: string }
const boat = (at: number, nth: number, want: Want = { kind: 'boat' }, refused?: string): Act => ({
  ...{ name: `a boat for ${nth}`, at },
  // It is refused by a transaction that writes nothing; the next one tells the committee.
  ...(refused === undefined ? {} : { cuts: bothSides.map((cut) => ({ ...cut, nth: 1 })) }),
  call: async ({ workflow }) => ({
    do: 'book',
    request: {
      ...{ forWorkflow: (await workflow('emergency-monitoring', nth)).id, want },
      ...{ district: nth === 1 ? 'qingpu' : 'wujiang', person: '李' },
      ...{ fromAt: hour(2), toAt: hour(20) },
    },
    ...(refused === undefined ? {} : { refused }),
  }),
})
const deadlines = (at: number, cuts = bothSides): Act => ({
  ...{ name: 'the clock', at, cuts },
  call: () => ({ do: 'deadlines' }),
})
/** Wujiang's second case has none of its own left, and asks for Jiashan's. */
const second: Act = {
  ...{ name: 'a second case in Wujiang', at: hour(2) },
  call: () => ({
    do: 'open',
    opening: {
      ...{ kind: 'emergency-monitoring', procedure: 'hj-589', station: 'lili', district: null },
      ...{ waterBody: null, workflow: null, about: {}, person: '王', exercise: false },
    },
  }),
}
const report = { to: ['省厅'], text: '初报' }
const monitoring = (nth: number): Act[] => {
  const by = { nth, district: sites[nth]!.district }
  const plan = { points: ['luxu'], factors: ['w20004'], methods: ['HJ 694'], frequency: 'PT1H' }
  const kind = 'emergency-monitoring'
  return [
    step(hour(5), kind, 'start', by),
    step(hour(5), kind, 'first-judgement', { ...by, data: { judgement: '锑' } }),
    step(hour(5), kind, 'plan', { ...by, data: plan }),
    step(hour(6), kind, 'sampling-round', { ...by, data: { results: ['0.0031'] } }),
  ]
}
const ending = (nth: number): Act[] => {
  const by = { nth, district: sites[nth]!.district }
  const data = { criterion: 'experts-agree' }
  return [
    step(hour(22), 'emergency-monitoring', 'propose-termination', { ...by, data }),
    step(hour(22), 'emergency-monitoring', 'end', by),
    step(hour(23), 'incident-report', 'result-report', { ...by, data: report }),
  ]
}

export const antimonyActs: readonly Act[] = [
  slug(0),
  command(0, 'confirm'),
  command(0, 'grade'),
  slug(1),
  command(1, 'confirm'),
  command(1, 'grade'),
  boat(hour(1.5), 0),
  boat(hour(1.5), 1),
  step(hour(1.6), 'incident-report', 'first-report', { nth: 0, data: report }),
  second,
  boat(hour(2.1), 2, { kind: 'boat' }, 'resource-shortfall'),
  boat(hour(2.2), 2, { resource: 'jiashan-boat-1' }),
  step(hour(2.3), 'dispatch', 'order', { nth: 2 }),
  // The report on the second incident is late.
  deadlines(hour(3.3), [...bothSides, ...bothSides]),
  step(hour(3.4), 'dispatch', 'confirm', { nth: 2, district: 'jiashan' }),
  step(hour(3.5), 'incident-report', 'first-report', { nth: 1, data: report }),
  deadlines(hour(3.6)),
  ...monitoring(0),
  ...monitoring(1),
  deadlines(hour(20)),
  ...[0, 1].flatMap((nth) => ending(nth)),
]

export async function checkAntimony(db: Db): Promise<void> {
  const { workflow, alerts } = lookInto(db)
  const stepsOf = async (kind: string, nth: number) =>
    (await workflow(kind, nth)).steps.map((one) => one.step)
  const reported = ['first-report', 'end-handling', 'result-report']
  expect(await stepsOf('incident-report', 0)).toEqual(reported)
  expect(await stepsOf('incident-report', 1)).toEqual(['overdue', ...reported])
  expect(await stepsOf('dispatch', 0)).toEqual(['lapse'])
  expect(await stepsOf('dispatch', 1)).toEqual(['lapse'])
  expect(await stepsOf('dispatch', 2)).toEqual(['order', 'confirm', 'lapse'])
  for (const nth of [0, 1]) {
    expect(await stepsOf('emergency-monitoring', nth)).toEqual([
      ...['start', 'first-judgement', 'plan', 'sampling-round', 'propose-termination', 'end'],
    ])
  }
  expect(await alerts('deterioration')).toMatchObject(
    sites.map(({ station }) => ({ station, incidentGrade: 'II', occurrences: 1 })),
  )
  const told = (await alerts('system')).map(({ rule, condition, occurrences }) => {
    return `${rule} ${condition} ${occurrences}`
  })
  expect(told.sort()).toEqual(['report-overdue resolved 1', 'resource-shortfall resolved 1'])
}
