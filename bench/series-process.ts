import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { formatBeijing, hourMs, type Instant } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { answerParent, usageNow } from './child.ts'
import type { Places } from './engine-process.ts'
import { valuesPerMessage, waterNames } from './messages.ts'
import { openBenchEngine } from './open-engine.ts'

/** What a reading costs, and a series holds, with so many series in the engine. */
export type SeriesCost = {
  readonly cpuUs: number
  /** Of the store's server, µs a reading; null where the store is in this process. */
  readonly storeCpuUs: number | null
  readonly heapMb: number
  /** Typed arrays beside the heap. */
  readonly arraysMb: number
  readonly perSecond: number
}
export type SeriesLoad = {
  readonly series: number
  readonly steps: number
  readonly warmUp: number
}

/** Messages on their way into the store at once, however few series there are. */
const inHandMax = 2_000
const looks = 12
const lookEveryMs = 1_000

let engine: Engine
let ended: Promise<void>
let isServer = false
let close: () => Promise<void>

async function open({ store }: Places): Promise<void> {
  engine = await openBenchEngine(store, true)
  isServer = engine.parts.db.kind === 'server'
  ended = engine.pipeline.run()
  close = async () => {
    engine.pipeline.close()
    await ended
    await engine.parts.db.close()
  }
}

/** An hour's step of every series, straight into the path: depths make as many as are wanted. */
async function measure({ series, steps, warmUp }: SeriesLoad): Promise<SeriesCost> {
  const from = Math.floor(Date.now() / hourMs) * hourMs - (warmUp + steps) * hourMs
  await send(series, from, warmUp)
  const before = { ...usageNow(), storeUs: storeCpuUs(), at: performance.now() }
  await send(series, from + warmUp * hourMs, steps)
  const readings = series * steps
  return {
    cpuUs: (usageNow().cpuUs - before.cpuUs) / readings,
    storeCpuUs: isServer ? (storeCpuUs() - before.storeUs) / readings : null,
    perSecond: readings / ((performance.now() - before.at) / 1_000),
    ...(await leastHeld()),
  }
}

async function send(series: number, from: Instant, steps: number): Promise<void> {
  let waiting: Promise<unknown>[] = []
  for (let step = 0; step < steps; step += 1) {
    for (let nth = 0; nth < series / valuesPerMessage; nth += 1) {
      waiting.push(take(nth, from + step * hourMs))
      if (waiting.length < inHandMax) continue
      await Promise.all(waiting)
      waiting = []
    }
  }
  await Promise.all(waiting)
}

function take(nth: number, at: Instant): Promise<unknown> {
  const stations = engine.parts.network.stations.filter(({ kind }) => kind !== 'air')
  const station = stations[nth % stations.length]!.id
  const wave = Math.sin((at / hourMs + nth) / 4)
  const noise = ((nth * 7_919 + at / hourMs) % 101) / 500
  const values = Object.fromEntries(
    waterNames.map((alias, place) => [alias, Number((5 + place / 10 + wave + noise).toFixed(3))]),
  )
  const depth = Math.floor(nth / stations.length) / 10
  const message = { schema: 'obs/1', time: formatBeijing(at), values, depth }
  return engine.pipeline.take(`qingliu/v1/${station}/obs`, Buffer.from(JSON.stringify(message)))
}

/** CPU of all PostgreSQL processes of the machine, µs; a tick is 10 ms. */
function storeCpuUs(): number {
  if (!isServer) return 0
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return processes.reduce((sum, pid) => sum + postgresCpuUs(pid), 0)
}

function postgresCpuUs(pid: string): number {
  try {
    const [, name, rest = ''] =
      /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    const fields = rest.split(' ')
    return name === 'postgres' ? (Number(fields[11]) + Number(fields[12])) * 10_000 : 0
  } catch {
    // It has left meanwhile.
    return 0
  }
}

/** The least of several looks: while a checkpoint is written, its texts are held as well. */
async function leastHeld() {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let [heapMb, arraysMb] = [Infinity, Infinity]
  for (let look = 0; look < looks; look += 1) {
    await wait(lookEveryMs)
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    heapMb = Math.min(heapMb, heapUsed / 2 ** 20)
    arraysMb = Math.min(arraysMb, arrayBuffers / 2 ** 20)
  }
  return { heapMb, arraysMb }
}

answerParent({ open, measure, close: () => close() })
