import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { SettingName } from '../src/config/settings.ts'
import { packageFolder } from '../src/package.ts'

/** The built command, as `npm start` and `npx qingliu` run it, each in a process of its own. */
const command = join(packageFolder, 'src/cli/qingliu.mjs')
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

type Settings = Readonly<Partial<Record<SettingName, string>>>

function launch(args: readonly string[], settings: Settings, onNote: (line: string) => void) {
  const own = Object.entries(process.env).filter(([name]) => !/^(QINGLIU_|.*_URL$)/.test(name))
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...Object.fromEntries(own), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const lines: string[] = []
  const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  createInterface({ input: child.stderr }).on('line', onNote)
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return code as number | null
  })
  return { child, lines, output, ended }
}

export type EngineProcess = {
  readonly httpAddress: string
  readonly mqttAddress: string
  readonly close: () => Promise<void>
}

/** A fresh engine on free ports, without the demo, its store in `folder`. */
export async function startEngine(
  folder: string,
  settings: Settings,
  onNote: (line: string) => void,
): Promise<EngineProcess> {
  const { child, lines, output, ended } = launch(
    ['start'],
    {
      QINGLIU_HTTP_PORT: '0',
      QINGLIU_MQTT_PORT: '0',
      QINGLIU_DEMO: 'off',
      QINGLIU_DATA: join(folder, 'data'),
      ...settings,
    },
    onNote,
  )
  const failed = ended.then((code) => {
    throw new Error(`the engine ended with ${code}: ${lines.join('\n')}`)
  })
  failed.catch(() => undefined)
  const ready = () => lines.map((line) => /^ready (\S+) (\S+)$/.exec(line)).find(Boolean)
  while (!ready()) await Promise.race([once(output, 'line'), failed])
  const [, httpAddress = '', mqttAddress = ''] = ready()!
  return {
    httpAddress,
    mqttAddress,
    close: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Runs `qingliu replay` to its end: exit code, what it printed, seconds of the wall. */
export async function runReplayCommand(args: readonly string[], onNote: (line: string) => void) {
  const startedAt = performance.now()
  const { lines, ended } = launch(['replay', ...args], {}, onNote)
  const code = await ended
  return { code, lines, seconds: (performance.now() - startedAt) / 1_000 }
}
