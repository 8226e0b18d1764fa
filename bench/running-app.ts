import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { compiledUrl } from './compiled.ts'
import { startArguments } from './start-arguments.ts'

/** The whole program in a process of its own, as `npm start` starts it. */
export type RunningApp = {
  readonly httpUrl: string
  readonly mqttUrl: string
  /** From the start of the process to its ready line. */
  readonly readyMs: number
  /** By its own metrics, MB. */
  residentMb(): Promise<number>
  /** Of the main thread once all garbage is collected, MB; of a program started to tell it. */
  aliveMb(): Promise<number>
  end(): Promise<void>
}

/**
 * @param tellsAlive  lets it answer `aliveMb`
 * @throws when it ends before it is ready
 */
export async function startApp(
  environment: Record<string, string>,
  { tellsAlive = false } = {},
): Promise<RunningApp> {
  const main = fileURLToPath(compiledUrl('src/cli/main'))
  const startedAt = performance.now()
  const free = { QINGLIU_HTTP_PORT: '0', QINGLIU_MQTT_PORT: '0', DATABASE_URL: '', MQTT_URL: '' }
  const telling = ['--expose-gc', '--import', compiledUrl('bench/alive-process').href]
  const given = [...startArguments, ...(tellsAlive ? telling : [])]
  const child = spawn(process.execPath, [...given, main, 'start'], {
    env: { ...process.env, ...free, ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const killed = () => child.kill('SIGKILL')
  process.once('exit', killed)
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (text) => {
      if (text.startsWith('ready ')) resolve(text)
    })
    void exited.then(() => reject(new Error('the program ended before it was ready')))
  })
  const readyMs = performance.now() - startedAt
  const [, httpUrl = '', mqttUrl = ''] = line.split(' ')
  return {
    httpUrl,
    mqttUrl,
    readyMs,
    async residentMb() {
      const metrics = await (await fetch(`${httpUrl}/metrics`)).text()
      const [, bytes] = /^process_resident_memory_bytes (\S+)$/m.exec(metrics) ?? []
      return Number(bytes) / 2 ** 20
    },
    async aliveMb() {
      const answered = once(child, 'message')
      child.send('alive')
      const [bytes] = (await answered) as [number]
      return bytes / 2 ** 20
    },
    async end() {
      child.kill('SIGTERM')
      await exited
      process.off('exit', killed)
    },
  }
}
