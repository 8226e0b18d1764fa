import type { Command } from 'commander'
import { faultsInFile } from '../config/json-file.ts'
import { loadNetworkData } from '../config/network-data.ts'
import { loadTimeline, type Timeline } from '../config/timeline.ts'
import { AppError } from '../domain/errors.ts'
import { networkFolder } from '../network-folder.ts'
import { describeFailure } from './describe-failure.ts'
import { settingsOrExit } from './settings-or-exit.ts'
import { runTimeline } from './timeline-run.ts'
import { judgeTimeline } from './timeline-verdict.ts'

/** `qingliu rules test`: 0 all holds, 1 naming what does not, 2 for a faulty file. */
export function registerRulesTest(rules: Command): void {
  rules
    .command('test')
    .summary('run timelines of readings and say which alerts hold')
    .description(
      'Runs a timeline (readings over time, what people do, the alerts expected and those not) ' +
        'through decoding, checks, signals and the life of alerts, in simulated time and without ' +
        'broker or store. The format is that of src/config/timeline.ts; every fault is told ' +
        'with its path. Leaves with 0 when all holds, 1 when not, 2 for a faulty file.',
    )
    .argument('<files...>', 'timelines, JSON')
    .option('--rules <file>', 'rules to test, if not those of the network')
    .addHelpText(
      'after',
      '\nExample:\n' +
        '  npx qingliu rules test fixtures/scenarios/timelines/antimony-at-pingwang.json\n' +
        '  npx qingliu rules test fixtures/scenarios/timelines/*.json\n',
    )
    .action((files: string[], { rules: file }: { readonly rules?: string }) => {
      const { settings } = settingsOrExit()
      try {
        const parts = loadNetworkData(networkFolder(settings), file)
        const loaded = files.map((file) => ({
          file,
          timeline: loadTimeline(file, (timeline) => strangersIn(timeline, parts)),
        }))
        const held = loaded.map(({ file, timeline }) => testTimeline(file, timeline, parts))
        if (!held.every(Boolean)) process.exitCode = 1
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        console.error(describeFailure(error))
        process.exitCode = 2
      }
    })
}

type Parts = Parameters<typeof runTimeline>[1]

/**
 * What an entry names and the network does not have, one line a fault: nothing ever happens to it,
 * so that of its alerts every `not` would hold.
 */
export function strangersIn({ readings, acts, expect, not }: Timeline, { network, rules }: Parts) {
  const stations = new Set(network.stations.map(({ id }) => id))
  const codes = new Set(network.parameters.map(({ code }) => code))
  const ids = new Set(rules.map(({ id }) => id))
  const isSubject = (subject: string) => {
    const [station = '', ...code] = subject.split('/')
    return stations.has(station) && (code.length === 0 || codes.has(code.join('/')))
  }
  const fault = (place: string, expected: string, got: string | undefined, known: boolean) =>
    got === undefined || known ? [] : [`${place}: expected ${expected}, got "${got}"`]
  const named = [
    ...readings.map(({ station }, n) => [`readings[${n}]`, { station }] as const),
    ...acts.map(({ on }, n) => [`acts[${n}].on`, on] as const),
    ...expect.map((one, n) => [`expect[${n}]`, one] as const),
    ...not.map((one, n) => [`not[${n}]`, one] as const),
  ]
  return named.flatMap(([place, { station, rule, subject }]: readonly [string, Named]) => [
    ...fault(`${place}.station`, 'a station of the network', station, stations.has(station ?? '')),
    ...fault(`${place}.rule`, 'a rule of the rules', rule, ids.has(rule ?? '')),
    ...fault(
      `${place}.subject`,
      'a station, or station/parameter-code',
      subject,
      isSubject(subject ?? ''),
    ),
  ])
}

type Named = Partial<Record<'station' | 'rule' | 'subject', string | undefined>>

/** Prints a sentence a step; false when something does not hold. */
function testTimeline(file: string, timeline: Timeline, parts: Parts): boolean {
  const { changes, failures, faults } = runTimeline(timeline, parts)
  if (faults.length > 0) throw faultsInFile(file, faults)
  const verdicts = judgeTimeline(timeline, changes)
  console.log(timeline.title)
  for (const { say } of [...timeline.readings, ...timeline.acts]) console.log(`  given  ${say}`)
  for (const failure of failures) console.log(`  FAILS  ${failure}`)
  for (const { holds, say, detail } of verdicts) {
    console.log(`  ${holds ? 'holds' : 'FAILS'}  ${say}${detail === '' ? '' : ` (${detail})`}`)
  }
  const failed = failures.length + verdicts.filter(({ holds }) => !holds).length
  console.log(failed === 0 ? '  all holds' : `  ${failed} of ${verdicts.length} do not hold`)
  return failed === 0
}
