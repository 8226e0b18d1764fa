import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { Client } from 'pg'

const run = promisify(execFile)
const projectRoot = join(import.meta.dirname, '..')
const suite = 'trixie'
const packages = ['postgresql-17-timescaledb', 'dash']
const binaries = '/usr/lib/postgresql/17/bin'
/** Any uid but root's: PostgreSQL refuses to run as root. */
const serverUid = 70

export type NativeServer = {
  readonly url: string
  /** Holds its data, as this process sees it. */
  readonly folder: string
  /** Makes an empty database of its own. */
  database(): Promise<string>
  stop(): Promise<void>
  /** Ends the postmaster and all its children with SIGKILL; its data stays for `restart`. */
  crash(): Promise<void>
  /** Starts it again on the same port and data; resolves once it has recovered. */
  restart(): Promise<void>
}

/**
 * Starts a real PostgreSQL 17 with TimescaleDB (Debian trixie's, Apache licence build) for tests:
 * packages unpacked with their dependencies into a folder, run there by chroot as a non-root user,
 * with a data folder of its own. The folder is fetched once and reused.
 *
 * @returns null where it cannot be had (not Linux, not root, no apt, no mirror): skip by name
 */
export async function startNativeServer(
  cache = join(projectRoot, '.cache', 'native'),
): Promise<NativeServer | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  const root = join(cache, 'root')
  try {
    if (!existsSync(join(root, binaries, 'postgres'))) await unpack(cache, root)
    return await startIn(root)
  } catch (error) {
    console.warn(`native server: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

/** Fetches and unpacks beside the final place, then moves there in one step. */
async function unpack(cache: string, root: string): Promise<void> {
  const work = join(cache, `fetch-${randomUUID().slice(0, 8)}`)
  const staged = join(work, 'root')
  try {
    const env = { ...process.env, APT_CONFIG: writeAptConfig(work) }
    const apt = (...args: string[]) => run('apt-get', ['-q', '-y', ...args], { env })
    await apt('update')
    await apt('--no-install-recommends', '--download-only', 'install', ...packages)
    prepareRoot(staged)
    const archives = join(work, 'cache', 'archives')
    for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg', ['-x', join(archives, file), staged])
    }
    if (!existsSync(root)) renameSync(staged, root)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** An apt that knows only the suite wanted and writes only into `work`. */
function writeAptConfig(work: string): string {
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'empty']) {
    mkdirSync(join(work, folder), { recursive: true })
  }
  const at = (name: string) => JSON.stringify(join(work, name))
  writeFileSync(join(work, 'status'), '')
  writeFileSync(join(work, 'sources.list'), suiteSource())
  writeFileSync(
    join(work, 'apt.conf'),
    `Dir::State ${at('state')};
     Dir::State::status ${at('status')};
     Dir::Cache ${at('cache')};
     Dir::Etc::sourcelist ${at('sources.list')};
     Dir::Etc::sourceparts ${at('empty')};
     Dir::Etc::parts ${at('empty')};
     APT::Sandbox::User "root";`,
  )
  return join(work, 'apt.conf')
}

/** The machine's own Debian mirror, asked for the suite wanted. */
function suiteSource(): string {
  const parts = '/etc/apt/sources.list.d'
  const files = existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : []
  const texts = [...files, '/etc/apt/sources.list']
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
  const mirrors = texts
    .flatMap((text) => [...text.matchAll(/^(?:URIs:|deb\s+(?:\[[^\]]*\]\s+)?)\s*(\S+)/gm)])
    .map(([, uri]) => uri ?? '')
  const mirror = mirrors.find((uri) => /\/debian\/?$/.test(uri))
  if (mirror === undefined) throw new Error('no Debian mirror in the apt sources')
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'
  return `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`
}

/** What unpacked packages need and no package holds. */
function prepareRoot(root: string): void {
  for (const folder of [
    'usr/bin',
    'usr/sbin',
    'usr/lib',
    'usr/lib64',
    'etc',
    'dev',
    'tmp',
    'srv',
  ]) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name))
  writeFileSync(join(root, 'etc/passwd'), `postgres:x:${serverUid}:${serverUid}::/srv:/bin/sh\n`)
  writeFileSync(join(root, 'etc/group'), `postgres:x:${serverUid}:\n`)
  // A plain file does for what initdb throws away, and needs no right to make devices.
  writeFileSync(join(root, 'dev/null'), '')
  for (const name of ['dev/null', 'dev', 'tmp']) chmodSync(join(root, name), 0o777)
}

async function startIn(root: string): Promise<NativeServer> {
  const home = `/srv/${randomUUID().slice(0, 8)}`
  const folder = join(root, home)
  mkdirSync(folder)
  chownSync(folder, serverUid, serverUid)
  const inRoot = [`--userspec=${serverUid}:${serverUid}`, root]
  const env = { LC_ALL: 'C.UTF-8', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }
  await run(
    'chroot',
    [...inRoot, `${binaries}/initdb`, '-D', `${home}/data`, '--auth=trust', '--no-sync'],
    { env },
  )
  const port = await freePort()
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: home,
    shared_preload_libraries: 'timescaledb',
    'timescaledb.telemetry_level': 'off',
    dynamic_shared_memory_type: 'mmap',
    jit: 'off',
  }
  const start = async () => {
    const launched = spawn(
      'chroot',
      [
        ...inRoot,
        `${binaries}/postgres`,
        ...['-D', `${home}/data`],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      { env, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    await ready(launched)
    return launched
  }
  let server = await start()
  const killed = () => server.kill('SIGKILL')
  process.once('exit', killed)
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  return {
    url,
    folder,
    database: () => createDatabase(url),
    stop: async () => {
      process.off('exit', killed)
      await end(server, () => server.kill('SIGINT'))
      rmSync(folder, { recursive: true, force: true })
    },
    crash: () => end(server, () => killWithChildren(server)),
    restart: async () => {
      server = await start()
    },
  }
}

/** Resolves once the server has left; at once where it has left before. */
async function end(server: ChildProcess, ask: () => void): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exited = new Promise((resolve) => server.once('exit', resolve))
  ask()
  await exited
}

/** The parent first, so that it neither tells its children to leave nor starts others. */
function killWithChildren(server: ChildProcess): void {
  const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isChild(pid, server))
  server.kill('SIGKILL')
  for (const pid of children) {
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It has left by itself.
    }
  }
}

function isChild(pid: string, { pid: parent }: ChildProcess): boolean {
  try {
    // The second field, a name in brackets, may hold blanks; the fourth is the parent.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === `${parent}`
  } catch {
    return false
  }
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const said: string[] = []
    createInterface({ input: server.stderr! }).on('line', (line) => {
      said.push(line)
      if (line.includes('ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`postgres ended: ${said.join('\n')}`)))
  })
}

async function createDatabase(url: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const client = new Client(url)
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return url.replace(/postgres$/, name)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
