import type { Command } from 'commander'
import { loadNetworkData } from '../config/network-data.ts'
import { loadTimeline, type Timeline } from '../config/timeline.ts'
import { AppError } from '../domain/errors.ts'
import type { Network } from '../domain/network.ts'
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
        const loaded = files.map((path) => loadKnown(path, parts.network))
        const held = loaded.map((timeline) => testTimeline(timeline, parts))
        if (!held.every(Boolean)) process.exitCode = 1
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        console.error(describeFailure(error))
        process.exitCode = 2
      }
    })
}

/** @throws {AppError} `config` also for a station that the network lacks, by its path */
function loadKnown(file: string, network: Network): Timeline {
  const timeline = loadTimeline(file)
  const known = new Set(network.stations.map(({ id }) => id))
  const named = [
    ...timeline.readings.map(({ station }, n) => [`readings[${n}]`, station] as const),
    ...timeline.acts.map(({ on }, n) => [`acts[${n}].on`, on.station] as const),
    ...timeline.expect.map(({ station }, n) => [`expect[${n}]`, station] as const),
    ...timeline.not.map(({ station }, n) => [`not[${n}]`, station] as const),
  ]
  const faults = named.flatMap(([place, station]) =>
    station === undefined || known.has(station)
      ? []
      : [`${file}: ${place}.station: expected a station of the network, got "${station}"`],
  )
  if (faults.length > 0) throw new AppError('config', faults.join('\n'))
  return timeline
}

/** Prints a sentence a step; false when something does not hold. */
function testTimeline(timeline: Timeline, parts: Parameters<typeof runTimeline>[1]): boolean {
  const { changes, failures } = runTimeline(timeline, parts)
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
