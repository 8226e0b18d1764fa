import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFolder, runCommand } from '../../test/engine-process.ts'
import { loadNetworkData } from '../config/network-data.ts'
import { loadTimeline, type Timeline } from '../config/timeline.ts'
import type { Alert } from '../domain/alert.ts'
import { hourMs, minuteMs } from '../domain/time.ts'
import { packageFolder } from '../package.ts'
import { strangersIn } from './rules-test.ts'
import { runTimeline } from './timeline-run.ts'
import { judgeTimeline } from './timeline-verdict.ts'

const shipped = join(packageFolder, 'fixtures/scenarios/timelines')
const names = readdirSync(shipped).filter((name) => name.endsWith('.json'))
const network = join(packageFolder, 'fixtures/network')
const parts = loadNetworkData(network)
const antimony = loadTimeline(join(shipped, 'antimony-at-pingwang.json'))

function failuresOf(timeline: Timeline) {
  const { changes, failures } = runTimeline(timeline, parts)
  const wrong = judgeTimeline(timeline, changes).filter(({ holds }) => !holds)
  return [...failures, ...wrong.map(({ say, detail }) => `${say}: ${detail}`)]
}

describe('the timelines as shipped', () => {
  it('are some', () => expect(names.length).toBeGreaterThanOrEqual(3))

  it.each(names)('%s holds', (name) => {
    expect(failuresOf(loadTimeline(join(shipped, name)))).toEqual([])
  })
})

type Expected = Partial<Timeline['expect'][number]>
type Row = readonly [sentence: string, wanted: Expected, failure: RegExp | null]
const span = (fromHour: number, toHour: number) => [fromHour * hourMs, toHour * hourMs] as const

const rows: readonly Row[] = [
  ['as it comes', {}, null],
  ['in blue, one hour before', { colour: 'blue', between: [...span(6, 6.5)] }, null],
  ['in a colour it never has', { colour: 'red' }, /not firing red within PT7H … PT8H/],
  ['in orange before it is', { between: [...span(5, 6.9)] }, /not firing orange/],
  ['in orange while it still fires', { between: [...span(12, 13)] }, null],
  ['firing after it is over', { between: [...span(16, 20)] }, /not firing orange/],
  ['over to the minute', { resolvedBy: 15 * hourMs }, null],
  ['over a minute earlier', { resolvedBy: 15 * hourMs - minuteMs }, /not resolved by PT14H59M/],
  ['twice', { occurrences: 2 }, /1 occurrences, not 2/],
  ['out of sight', { hidden: 'shelved' }, /not shelved within/],
  ['at another station', { station: 'lili' }, /there is no such alert/],
  ['by another rule', { rule: 'bloom' }, /there is no such alert/],
]

describe('an expectation', () => {
  it.each(rows)('of the alert %s', (_sentence, wanted, failure) => {
    const timeline = { ...antimony, expect: [{ ...antimony.expect[0]!, ...wanted }], not: [] }
    const failures = failuresOf(timeline)
    if (failure === null) expect(failures).toEqual([])
    else expect(failures.join()).toMatch(failure)
  })

  it('takes an alert once: two of the same need two', () => {
    const [once] = antimony.expect
    expect(failuresOf({ ...antimony, expect: [once!, once!], not: [] })).toHaveLength(1)
  })

  it('that is missing leaves its alert to what must not be', () => {
    expect(failuresOf({ ...antimony, expect: [] })).toEqual([
      expect.stringMatching(/^no second alert of the same water: toxic-limit pingwang\/w20004/),
    ])
  })
})

describe('thresholds with dates', () => {
  const startAt = antimony.start
  const changeAt = startAt + 7.5 * hourMs
  /** The blue threshold until half past seven; from then on one that the water stays below. */
  const rules = parts.rules.map((rule) => {
    const thresholds = rule.thresholds.flatMap((one) =>
      one.parameter === 'w20004'
        ? [
            { ...one, until: changeAt },
            { ...one, value: 0.1, from: changeAt },
          ]
        : [one],
    )
    return rule.id === 'toxic-limit' ? { ...rule, thresholds } : rule
  })

  it('count by the time of observation, in a run in time and in one that comes late', () => {
    const ends = (timeline: Timeline) =>
      runTimeline(timeline, { ...parts, rules }).changes.flatMap(({ type, body }) => {
        const { rule, observedAt } = body['alert'] as unknown as Alert
        return rule === 'toxic-limit' ? [`${type} ${(observedAt - startAt) / hourMs}`] : []
      })
    const told = ['alert.raised 6', 'alert.updated 7', 'alert.resolved 12']
    const quiet = { ...antimony, acts: [] }
    expect(ends(quiet)).toEqual(told)
    const readings = quiet.readings.map((entry) => ({ ...entry, delay: 20 * hourMs }))
    expect(ends({ ...quiet, readings })).toEqual(told)
  })
})

describe('an act', () => {
  const close = { ...antimony.acts[0]!, act: 'close' as const, reason: 'seen' }

  it('that the state does not allow fails, and holds where that is expected', () => {
    expect(failuresOf({ ...antimony, acts: [close] })).toEqual([
      expect.stringContaining('close: not allowed for an alert that is firing, new'),
    ])
    expect(failuresOf({ ...antimony, acts: [{ ...close, allowed: false }] })).toEqual([])
  })

  it('on an alert that is not there fails', () => {
    const act = { ...close, on: { station: 'lili' } }
    expect(failuresOf({ ...antimony, acts: [act] })).toEqual([
      expect.stringContaining('there is no such alert'),
    ])
  })
})

describe('the command', () => {
  let folder: Awaited<ReturnType<typeof createFolder>>
  beforeEach(async () => void (folder = await createFolder()))
  afterEach(() => folder.remove())

  const test = (...args: string[]) => runCommand(['rules', 'test', ...args], folder.path)
  const edited = (...edits: readonly (readonly [string, string])[]) => {
    const text = readFileSync(join(shipped, 'antimony-at-pingwang.json'), 'utf8')
    const path = join(folder.path, 'edited.json')
    writeFileSync(
      path,
      edits.reduce((whole, [from, to]) => whole.replace(from, to), text),
    )
    return path
  }

  it('leaves with 0 when all holds, a sentence for each step', async () => {
    const { code, stdout, stderr } = await test(join(shipped, 'antimony-at-pingwang.json'))
    expect([code, stderr]).toEqual([0, ''])
    for (const { say } of [...antimony.readings, ...antimony.expect, ...antimony.not]) {
      expect(stdout).toContain(say)
    }
  })

  it('leaves with 1 and names what does not hold, under the rules given', async () => {
    const path = join(folder.path, 'rules.json')
    const text = readFileSync(join(network, 'rules.json'), 'utf8')
    writeFileSync(path, text.replace('"value": 0.005,', '"value": 0.05,'))
    copyFileSync(join(shipped, 'antimony-at-pingwang.json'), join(folder.path, 'timeline.json'))
    const { code, stdout } = await test('timeline.json', '--rules', 'rules.json')
    expect(code).toBe(1)
    expect(stdout).toMatch(/FAILS {2}blue with the first result.*not firing orange/)
  })

  it.each([
    ['no such station', ['"station": "pingwang"', '"station": "x"'], /readings\[0\]\.station/],
    [
      'no such parameter',
      ['"sb"', '"gold"'],
      /^edited\.json: readings\[0\]: unknown-parameter: .* \(line 5\)$/m,
    ],
  ] as const)('leaves with 2 and the place of a fault: %s', async (_what, edit, fault) => {
    const { code, stdout, stderr } = await test(edited(edit))
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(fault)
  })

  it('names what the network does not have, of which every exclusion would hold', () => {
    const file = edited(
      ['"rule": "toxic-limit",\n      "between"', '"rule": "toxic",\n      "between"'],
      ['"kind": "deterioration" }', '"subject": "pingwang/sb" }'],
      ['"station": "pingwang" }', '"station": "pingwan" }'],
    )
    const strangers = (timeline: Timeline) => strangersIn(timeline, parts)
    expect(() => loadTimeline(file, strangers)).toThrow(
      [
        'edited.json: acts[0].on.station: expected a station of the network, got "pingwan" (line 35)',
        'edited.json: not[0].rule: expected a rule of the rules, got "toxic" (line 54)',
        'edited.json: not[1].subject: expected a station, or station/parameter-code, ' +
          'got "pingwang/sb" (line 57)',
      ].join('\n'),
    )
  })

  it.each([
    ['a comma missing', ['"PT5H",', '"PT5H"'], 'edited.json: line 10: expected a JSON file'],
    ['no such key', ['"act":', '"deed":'], 'acts[0].deed: expected no such key'],
    ['no duration', ['"PT7H"', '"7 h"'], 'expect[0].between[0]: expected duration'],
    ['an end before its beginning', ['"until": "PT10H"', '"until": "PT1H"'], 'readings[1].until'],
    ['a fraction of a second', ['"every": "PT1H"', '"every": "PT0.1S"'], 'readings[0].every'],
    ['a cadence of nothing', ['"PT1H"', '"PT0S"'], 'readings[0].every: expected duration above 0'],
  ] as const)('tells the place of a fault in the file: %s', (_what, edit, fault) => {
    expect(() => loadTimeline(edited(edit))).toThrow(fault)
  })
})
