import { startChild, type Child, type Usage } from './child.ts'
import type { EngineOptions, Places } from './engine-process.ts'
import { median } from './figures.ts'
import type { Publish, Published } from './gateways-process.ts'
import { warmUpSteps } from './messages.ts'
import type { NodeRedOptions } from './node-red-process.ts'
import type { Setting } from './settings.ts'
import { startArguments } from './start-arguments.ts'

export type Rounds = {
  readonly rounds: number
  readonly steps: number
  readonly startAt: number
  /** Folder of a Node-RED to stand beside the others. */
  readonly nodeRed: string | null
}

/** One of the paths that take the same messages in turn. */
type Path = {
  readonly child: Child
  readonly url: string
  readonly receipts: boolean
  /** Readings sent so far. */
  sent: number
}
type Run = { readonly perSecond: number; readonly cpuUs: number; readonly gatewaysUs: number }

export type Throughput = {
  readonly everything: number
  readonly withoutDetection: number
  readonly bare: number
  readonly copy: number
  readonly everythingShare: number
  readonly withoutDetectionShare: number
  readonly cpuUs: number
  readonly withoutDetectionCpuUs: number
  readonly bareCpuUs: number
  readonly gatewaysCpuUs: number
  readonly residentMb: number
  /** Null where no Node-RED takes part. */
  readonly nodeRed: number | null
  readonly nodeRedRatio: number | null
}

const copyRows = 200_000
const secondMs = 1_000

/**
 * Readings a second through the path with everything on, without detection, and through the bare
 * path; on a server, if asked, through a Node-RED flow too. They stand side by side and take turns in each round, so that a machine that is busy
 * for a while is busy for all of them; ratios are taken within a round, and medians over rounds.
 */
export async function measureThroughput(
  setting: Setting,
  gateways: Child,
  { rounds, steps, startAt, nodeRed: installed }: Rounds,
): Promise<Throughput> {
  const everything = await openEngine(await setting.places(), true)
  const withoutDetection = await openEngine(await setting.places(), false)
  const bare = await openBare(await setting.places())
  const nodeRed = installed === null ? null : await openNodeRed(await setting.places(), installed)
  const paths = [everything, withoutDetection, bare, ...(nodeRed === null ? [] : [nodeRed])]
  const copy = async (round: number) => {
    const from = startAt + round * copySpanMs
    return copyRows / (await bare.child.ask<number>('copy', { rows: copyRows, from }))
  }

  await gateways.ask('prepare', { from: 0, to: warmUpSteps })
  for (const path of paths) await runOnce(path, gateways)
  await copy(0)
  const runs: [Run, Run, Run, Run | null][] = []
  const copies: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const from = warmUpSteps + round * steps
    await gateways.ask('prepare', { from, to: from + steps })
    runs.push([
      await runOnce(everything, gateways),
      await runOnce(withoutDetection, gateways),
      await runOnce(bare, gateways),
      nodeRed === null ? null : await runOnce(nodeRed, gateways),
    ])
    copies.push(await copy(round + 1))
  }
  const { residentMb } = await everything.child.ask<Usage>('usage')
  for (const { child } of paths) await child.end()
  return { ...summary(runs), copy: median(copies), residentMb }
}

/** 200,000 rows in 350 series are 572 steps of 5 minutes. */
const copySpanMs = 2 * 24 * 3_600_000

function summary(runs: readonly [Run, Run, Run, Run | null][]) {
  const of = (path: 0 | 1 | 2, figure: keyof Run) => median(runs.map((run) => run[path][figure]))
  const share = (path: 0 | 1) => median(runs.map((run) => run[path].perSecond / run[2].perSecond))
  const flow = (figure: (nodeRed: Run, everything: Run) => number) => {
    const figures = runs.flatMap(([everything, , , nodeRed]) =>
      nodeRed === null ? [] : [figure(nodeRed, everything)],
    )
    return figures.length === 0 ? null : median(figures)
  }
  return {
    everything: of(0, 'perSecond'),
    withoutDetection: of(1, 'perSecond'),
    bare: of(2, 'perSecond'),
    everythingShare: share(0),
    withoutDetectionShare: share(1),
    cpuUs: of(0, 'cpuUs'),
    withoutDetectionCpuUs: of(1, 'cpuUs'),
    bareCpuUs: of(2, 'cpuUs'),
    gatewaysCpuUs: of(0, 'gatewaysUs'),
    nodeRed: flow((nodeRed) => nodeRed.perSecond),
    nodeRedRatio: flow((nodeRed, everything) => everything.perSecond / nodeRed.perSecond),
  }
}

async function openEngine(places: Places, detection: boolean): Promise<Path> {
  const options: EngineOptions = { ...places, detection }
  const child = await startChild<string>('engine-process', options, startArguments)
  return { child, url: child.opened, receipts: true, sent: 0 }
}

export type BarePath = Path & { readonly stream: string }

export async function openBare(places: Places): Promise<BarePath> {
  const child = await startChild<{ address: string; stream: string }>('bare-process', places)
  const { address: url, stream } = child.opened
  return { child, url, stream, receipts: false, sent: 0 }
}

/** Null where the setting has no server and broker that Node-RED could use. */
async function openNodeRed({ store, broker }: Places, installed: string): Promise<Path | null> {
  if (broker === null) return null
  const options: NodeRedOptions = { store, broker, installed }
  const child = await startChild<string>('node-red-process', options)
  return { child, url: child.opened, receipts: false, sent: 0 }
}

/** From the first publication to the last acknowledgement and receipt, or the last commit. */
export async function runOnce(path: Path, gateways: Child): Promise<Run> {
  const { child, url, receipts } = path
  const before = await child.ask<Usage>('usage')
  const publish: Publish = { url, receipts }
  const run = await gateways.ask<Published>('publish', publish)
  path.sent += run.readings
  // Behind a broker of its own a PUBACK says nothing of the commit; the bare path has no receipt.
  const storedMs = receipts ? 0 : await child.ask<number>('stored', { rows: path.sent })
  const after = await child.ask<Usage>('usage')
  const seconds = (Math.max(run.endedMs, storedMs) - run.startedMs) / secondMs
  return {
    perSecond: run.readings / seconds,
    cpuUs: (after.cpuUs - before.cpuUs) / run.readings,
    gatewaysUs: run.cpuUs / run.readings,
  }
}
