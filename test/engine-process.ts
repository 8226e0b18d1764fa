import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { SettingName } from '../src/config/settings.ts'
import { layStore } from './migrated-store.ts'

/** The command run as its own process: what it printed and how it ended. */
export type Finished = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A started engine that answers. */
export type EngineProcess = {
  /** The one line it printed when ready. */
  readonly readyLine: string
  readonly httpAddress: string
  readonly mqttAddress: string
  readonly kill: (signal: NodeJS.Signals) => Promise<Finished>
}

type Settings = Readonly<Partial<Record<SettingName, string>>>

const main = join(inject('transpiled'), 'src/cli/main.js')
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function launch(args: readonly string[], folder: string, settings: Settings) {
  const own = Object.entries(process.env).filter(([name]) => !/^(QINGLIU_|.*_URL$)/.test(name))
  const env = {
    ...Object.fromEntries(own),
    QINGLIU_HTTP_PORT: '0',
    QINGLIU_MQTT_PORT: '0',
    QINGLIU_DEMO: 'off',
    QINGLIU_DATA: join(folder, 'data'),
    ...settings,
  }
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const said = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text
    for (const listener of listeners) listener()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  const finished = once(child, 'close').then(([code, signal]): Finished => {
    running.delete(child)
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, ...said }
  })
  /** Resolves with the first whole line that matches; rejects when the process ends before. */
  const line = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(said.stdout)
        if (found !== null) resolve(found)
      }
      listeners.add(look)
      look()
      void finished.then((end) => {
        reject(new Error(`ended with ${end.code ?? end.signal}: ${end.stdout}${end.stderr}`))
      })
    })
  return { child, finished, line }
}

/** Runs a command of the program in a folder until it ends by itself. */
export function runCommand(
  args: readonly string[],
  folder: string,
  settings: Settings = {},
): Promise<Finished> {
  return launch(args, folder, settings).finished
}

/** Starts a command that may be killed before its end. */
export function startCommand(args: readonly string[], folder: string, settings: Settings = {}) {
  const { child, finished } = launch(args, folder, settings)
  const kill = () => {
    child.kill('SIGKILL')
    return finished
  }
  return { finished, kill }
}

/** Starts the engine on free ports, its store in `folder`/data; resolves once it is ready. */
export async function startEngine(folder: string, settings: Settings = {}): Promise<EngineProcess> {
  const { child, finished, line } = launch(['start'], folder, settings)
  const [readyLine, httpAddress = '', mqttAddress = ''] = await line(/^ready (\S+) (\S+)$/m)
  return {
    readyLine,
    httpAddress,
    mqttAddress,
    kill: (signal) => {
      child.kill(signal)
      return finished
    },
  }
}

/** A folder for one engine, and the call that removes it. */
export async function createFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'qingliu-process-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** As `createFolder`, with a new store in its `data`, so that the first start is as any other. */
export async function createStoredFolder(): ReturnType<typeof createFolder> {
  const folder = await createFolder()
  await layStore(join(folder.path, 'data'))
  return folder
}
