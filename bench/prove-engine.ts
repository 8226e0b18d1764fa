import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { formatInstant } from '../src/domain/time.ts'

/** The engine as a process of its own, started again as a supervisor of services would. */
export type EngineProcess = {
  /** Resolves once it is ready or stands by, which may take several starts, or after two minutes. */
  ready(): Promise<void>
  /** SIGKILL; it stays away until `start`. */
  kill(): Promise<void>
  start(): void
  /** Its clock from the next start on: so much ahead of the wall's; 0: the wall's. */
  setClock(aheadMs: number): void
  /** SIGTERM. @returns its exit code */
  stop(): Promise<number | null>
  readonly figures: {
    starts: number
    /** What it said when a start ended, because broker or store were away. */
    readonly startsFailed: string[]
    /** What it said when it left by itself after it had been ready: must stay empty. */
    readonly left: string[]
    peakMb: number
    /** Longest time from a start to being ready, the starts between that failed included. */
    slowestMs: number
  }
}

const root = join(import.meta.dirname, '..')
const startAgainMs = 500
const readyMaxMs = 120_000
const saidMax = 40

export function createEngineProcess(env: Readonly<Record<string, string>>): EngineProcess {
  const figures = {
    starts: 0,
    startsFailed: [] as string[],
    left: [] as string[],
    peakMb: 0,
    slowestMs: 0,
  }
  let aheadMs = 0
  let wanted = false
  let child: ChildProcess | null = null
  let isReady = false
  let askedAt = 0
  let whenReady: (() => void)[] = []

  const start = () => {
    wanted = true
    askedAt = performance.now()
    launch()
  }
  const launch = () => {
    if (child !== null || !wanted) return
    isReady = false
    figures.starts += 1
    const clock = aheadMs === 0 ? '' : `${formatInstant(Date.now() + aheadMs)},1`
    const given = { ...process.env, ...env, QINGLIU_CLOCK: clock }
    const launched = spawn('node', ['--import', 'tsx', 'src/cli/main.ts', 'start'], {
      ...{ cwd: root, env: given, stdio: ['ignore', 'pipe', 'pipe'] as const },
    })
    child = launched
    const said: string[] = []
    createInterface({ input: launched.stdout }).on('line', (line) => {
      if (!/^(ready|standing by) /.test(line)) return
      isReady = true
      figures.slowestMs = Math.max(figures.slowestMs, performance.now() - askedAt)
      for (const listener of whenReady.splice(0)) listener()
    })
    createInterface({ input: launched.stderr }).on('line', (line) => {
      said.push(line)
      if (said.length > saidMax) said.shift()
    })
    launched.once('exit', (code) => {
      child = null
      if (!wanted) {
        // Asked to leave: any other code than 0 is a fault, and says why.
        if (code !== null && code !== 0) figures.left.push(`with code ${code}: ${said.join('\n')}`)
        return
      }
      const list = isReady ? figures.left : figures.startsFailed
      if (isReady) askedAt = performance.now()
      list.push(`with code ${code}: ${said.join('\n')}`)
      setTimeout(launch, startAgainMs)
    })
  }
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    wanted = false
    if (child === null) return null
    const leaving = child
    const left = new Promise<number | null>((resolve) => leaving.once('exit', resolve))
    leaving.kill(signal)
    return left
  }
  const watch = setInterval(() => {
    if (child?.pid === undefined) return
    figures.peakMb = Math.max(figures.peakMb, residentMb(child.pid))
  }, 1_000).unref()

  process.once('exit', () => child?.kill('SIGKILL'))
  return {
    start,
    setClock: (ms) => void (aheadMs = ms),
    async ready() {
      if (isReady) return
      const ready = new Promise<void>((resolve) => whenReady.push(resolve))
      await Promise.race([ready, wait(readyMaxMs, undefined, { ref: false })])
    },
    async kill() {
      await end('SIGKILL')
      isReady = false
    },
    async stop() {
      clearInterval(watch)
      const left = end('SIGTERM')
      const code = await Promise.race([left, wait(20_000, null, { ref: false })])
      if (child !== null) await end('SIGKILL')
      whenReady = []
      return code
    },
    figures,
  }
}

function residentMb(pid: number): number {
  try {
    const [, kb] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kb ?? 0) / 1024
  } catch {
    return 0
  }
}
