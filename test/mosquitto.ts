import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where Debian and the usual builds put it. */
const places = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto']
const program = places.find((place) => existsSync(place)) ?? null

/** False where Mosquitto is not installed: tests that need it are skipped by name. */
export const hasMosquitto = program !== null

export type Mosquitto = {
  readonly url: string
  readonly port: number
  /** Ends it in good order and removes its folder. */
  stop(): Promise<void>
  /** Ends it as a power cut would (SIGKILL); its folder is removed too. */
  kill(): Promise<void>
  /** As `kill`, but what it had written stays for `restart`. */
  crash(): Promise<void>
  /** Starts it again on the same port, with what it had written. */
  restart(): Promise<void>
}

/**
 * Starts a Mosquitto with the shipped configuration on a free loopback port, in a folder of its
 * own; null where Mosquitto is not installed.
 */
export async function startMosquitto(): Promise<Mosquitto | null> {
  if (program === null) return null
  const folder = await mkdtemp(join(tmpdir(), 'qingliu-mosquitto-'))
  // Started as root it changes to its own user, which must be able to write there.
  await chmod(folder, 0o777)
  const port = await freePort()
  const shipped = await readFile(new URL('../fixtures/mosquitto.conf', import.meta.url), 'utf8')
  const file = join(folder, 'mosquitto.conf')
  await writeFile(
    file,
    shipped
      .replace(/^listener .*$/m, `listener ${port} 127.0.0.1`)
      .replace(/^persistence_location .*$/m, `persistence_location ${folder}/`),
  )
  let child = await launch(program, file, port)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
  const endAndRemove = async (signal: NodeJS.Signals) => {
    await end(signal)
    await rm(folder, { recursive: true, force: true })
  }
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    stop: () => endAndRemove('SIGTERM'),
    kill: () => endAndRemove('SIGKILL'),
    crash: () => end('SIGKILL'),
    restart: async () => {
      child = await launch(program, file, port)
    },
  }
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

async function launch(program: string, file: string, port: number): Promise<ChildProcess> {
  const child = spawn(program, ['-c', file], { stdio: 'ignore' })
  running.add(child)
  child.once('exit', () => running.delete(child))
  await accepting(port, child)
  return child
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function accepting(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const connected = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('close', () => socket.destroy())
      socket.once('connect', () => socket.destroy())
    })
    if (connected) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`mosquitto left with code ${child.exitCode}`)
}
