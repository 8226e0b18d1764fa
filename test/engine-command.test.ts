import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holdsStore } from '../src/store/embedded-folder.ts'
import { openEmbedded } from '../src/store/embedded.ts'
import { createApi } from './engine-api.ts'
import { openGateway } from './engine-gateway.ts'
import { createFolder, runCommand, startEngine, type EngineProcess } from './engine-process.ts'
import { openStream } from './engine-stream.ts'
import { layStore } from './migrated-store.ts'

/** The commands as an operator knows them: what they print, and with which code they leave. */
let folder: Awaited<ReturnType<typeof createFolder>>
const engines: EngineProcess[] = []
const servers: Server[] = []
beforeEach(async () => {
  folder = await createFolder()
})
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.kill('SIGKILL')
  for (const server of servers.splice(0)) server.close()
  await folder.remove()
})

const data = () => join(folder.path, 'data')

async function start(settings = {}) {
  if (!holdsStore(data())) await layStore(data())
  const engine = await startEngine(folder.path, settings)
  engines.push(engine)
  return engine
}

async function takenPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise((resolve) => server.once('listening', resolve))
  return String((server.address() as AddressInfo).port)
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')

describe('start', () => {
  it('prints one line once everything answers, and leaves with 0 on SIGTERM', async () => {
    const engine = await start({ QINGLIU_DATA: join(folder.path, 'not yet there') })
    expect(engine.readyLine).toMatch(
      /^ready http:\/\/127\.0\.0\.1:\d{4,5} mqtt:\/\/127\.0\.0\.1:\d{4,5}$/,
    )
    const ready = await fetch(`${engine.httpAddress}/readyz`)
    expect([ready.status, await ready.json()]).toMatchObject([200, { ok: true }])
    const gateway = await openGateway(engine.mqttAddress)
    const receipt = await gateway.observe('pingwang', { time: Date.now(), values: { do: 7 } })
    expect(receipt).toMatchObject({ stored: 1 })

    // Within the limit of its closing: beyond it the engine leaves with another code.
    const { code, signal, stdout, stderr } = await engine.kill('SIGTERM')
    expect([code, signal]).toEqual([0, null])
    expect(linesOf(stdout)[0]).toBe(engine.readyLine)
    expect(stderr).toBe('')
    await gateway.close()
  })

  it('is what a signal to npm start reaches, and not a shell in between', async () => {
    const text = await readFile('package.json', 'utf8')
    const { start } = (JSON.parse(text) as { scripts: { start: string } }).scripts
    // As npm runs it: what the shell became answers with its own process id.
    const child = spawn('sh', ['-c', start.replace(/src\/cli\/.*/, '-p process.pid')])
    child.stdout.setEncoding('utf8')
    const [said] = (await once(child.stdout, 'data')) as [string]
    expect(Number(said)).toBe(child.pid)
  })

  it('finishes what is in hand on SIGTERM: nothing acknowledged is missing afterwards', async () => {
    const engine = await start()
    const gateway = await openGateway(engine.mqttAddress)
    let acknowledged = 0
    const begin = Date.now() - 3_600_000
    const sending = Array.from({ length: 500 }, (_, n) =>
      gateway.observe('pingwang', { time: begin + n * 1_000, values: { do: 7 } }).then(
        () => (acknowledged += 1),
        () => undefined,
      ),
    )
    await Promise.race(sending)
    const { code } = await engine.kill('SIGTERM')
    await gateway.close()
    expect(code).toBe(0)
    expect(acknowledged).toBeGreaterThan(0)
    const { httpAddress } = await start()
    const counts = await createApi(httpAddress).counts()
    expect(counts.stored).toBeGreaterThanOrEqual(acknowledged)
    expect(counts.received).toBe(counts.stored)
  })

  it('refuses a second engine on the same data, and again after kill -9 starts', async () => {
    const first = await start()
    const second = await runCommand(['start'], folder.path)
    expect(second.code).toBe(2)
    expect(linesOf(second.stderr)).toEqual([expect.stringContaining('in use by another process')])
    expect((await fetch(`${first.httpAddress}/livez`)).status).toBe(200)
    await first.kill('SIGKILL')
    expect((await start()).readyLine).toMatch(/^ready /)
  })

  it('refuses wrong settings with one line each, also those of the file', async () => {
    const file = join(folder.path, 'qingliu.config.json')
    await writeFile(file, JSON.stringify({ QINGLIU_HTTP_PORTS: 1, QINGLIU_DEMO: 'on ' }))
    const wrong = {
      QINGLIU_MQTT_PORT: '65536',
      QINGLIU_HOST: '0.0.0.0',
      QINGLIU_CLOCK: '2026-11-23T12:00:00,1',
      DATABASE_URL: 'mysql://localhost/x',
      MQTT_URL: 'http://localhost',
    }
    const given = { ...wrong, QINGLIU_DEMO: '' } as const
    const { code, stdout, stderr } = await runCommand(['start'], folder.path, given)
    expect([code, stdout]).toEqual([2, ''])
    const lines = linesOf(stderr)
    const names = ['QINGLIU_HTTP_PORTS', 'QINGLIU_DEMO', ...Object.keys(wrong)]
    expect(lines.map((line) => /^(\w+): expected .*, got /.exec(line)?.[1]).sort()).toEqual(
      names.sort(),
    )
    for (const came of ['"on "', ...Object.values(wrong)]) expect(stderr).toContain(came)
  })

  it('refuses a network that is not there by the name of its setting', async () => {
    const given = { QINGLIU_NETWORK: '/nowhere' }
    const { code, stderr } = await runCommand(['start'], folder.path, given)
    expect([code, stderr]).toEqual([2, 'QINGLIU_NETWORK: expected a folder, got "/nowhere"\n'])
  })

  it.each(['QINGLIU_HTTP_PORT', 'QINGLIU_MQTT_PORT'])(
    'refuses a port in use with one line that names it: %s',
    async (name) => {
      const port = await takenPort()
      await layStore(data())
      const { code, stdout, stderr } = await runCommand(['start'], folder.path, { [name]: port })
      expect([code, stdout]).toEqual([2, ''])
      expect(linesOf(stderr)).toHaveLength(1)
      expect(stderr).toContain(`${name}: expected a free port, got ${port}`)
    },
  )

  it.each([
    ['DATABASE_URL', 'postgres://user:secret@127.0.0.1:1/none'],
    ['MQTT_URL', 'mqtt://user:secret@127.0.0.1:1'],
  ])('says that %s does not answer, without its credentials', async (name, url) => {
    const { code, stderr } = await runCommand(['start'], folder.path, { [name]: url })
    expect(code).toBe(2)
    expect(linesOf(stderr)).toHaveLength(1)
    expect(stderr).not.toContain('secret')
  })
})

describe('verify-log', () => {
  const verify = () => runCommand(['verify-log'], folder.path)

  it('leaves with 2 where there is no store, and makes none', async () => {
    expect(await verify()).toMatchObject({ code: 2, stdout: '' })
    await mkdir(data())
    expect(await verify()).toMatchObject({ code: 2, stdout: '' })
    expect(await readdir(data())).toEqual([])
  })

  it('tells an intact log from one in which somebody wrote, and names the number', async () => {
    const engine = await start()
    const gateway = await openGateway(engine.mqttAddress)
    for (const station of ['pingwang', 'lili', 'luxu']) {
      await gateway.observe(station, { time: Date.now(), values: { sb: 0.0062 } })
    }
    const stream = await openStream(engine.httpAddress, '?since=0')
    await stream.frame(({ n }) => n === 3)
    await stream.close()
    expect(await verify(), 'while the engine runs').toMatchObject({ code: 2 })
    await gateway.close()
    await engine.kill('SIGTERM')
    expect(await verify()).toMatchObject({ code: 0, stdout: 'intact: 3 changes\n' })

    const db = await openEmbedded(data())
    await db.query(`UPDATE change_log SET body = replace(body, 'orange', 'blue') WHERE n = 2`)
    await db.close()
    const broken = await verify()
    expect([broken.code, broken.stdout]).toEqual([1, expect.stringMatching(/^broken: n 2: /)])
  })
})

describe('config and help', () => {
  it('prints what is in force and where it came from, secrets masked', async () => {
    await writeFile(join(folder.path, 'qingliu.config.json'), '{"QINGLIU_HTTP_PORT": 8081}')
    const url = 'postgres://user:secret@db.example/qingliu'
    const given = { QINGLIU_HTTP_PORT: '', DATABASE_URL: url, QINGLIU_DATA: '' }
    const { code, stdout } = await runCommand(['config'], folder.path, given)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^QINGLIU_HTTP_PORT +8081 +\(file\)$/m)
    expect(stdout).toMatch(/^QINGLIU_DEMO +off +\(environment\)$/m)
    expect(stdout).toMatch(/^QINGLIU_DATA +\.\/data +\(default\)$/m)
    expect(stdout).toContain('postgres://***@db.example/qingliu')
    expect(stdout).not.toContain('secret')
  })

  it('has an example in the help of every command', async () => {
    const { code, stdout } = await runCommand(['--help'], folder.path)
    expect(code).toBe(0)
    const names = [...stdout.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name!)
    const commands = names.filter((name) => name !== 'help' && !name.startsWith('-'))
    expect(commands).toEqual(expect.arrayContaining(['start', 'verify-log', 'config', 'doctor']))
    const helps = commands.map((name) => runCommand([name, '--help'], folder.path))
    for (const [index, help] of (await Promise.all(helps)).entries()) {
      expect([commands[index], help.code]).toEqual([commands[index], 0])
      expect(help.stdout).toContain('Example')
    }
  })
})
