import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi, type Alert } from './engine-api.ts'
import { noonClock } from './engine-app.ts'
import { until } from './until.ts'
import { openGateway } from './engine-gateway.ts'
import {
  createStoredFolder,
  runCommand,
  startEngine,
  type EngineProcess,
} from './engine-process.ts'

/** What an edited rules file would have changed, told from the store that an engine has left. */
const settings = { QINGLIU_CLOCK: noonClock }
const folder = await createStoredFolder()
let engine: EngineProcess
beforeAll(async () => {
  engine = await startEngine(folder.path, settings)
  const gateway = await openGateway(engine.mqttAddress)
  const send = (station: string, hour: string, values: Record<string, number>) =>
    gateway.observe(station, { time: `2026-11-23T${hour}:00+08:00`, values })
  await send('pingwang', '10:00', { sb: 0.0045 })
  await send('pingwang', '11:00', { sb: 0.0047 })
  await send('jinze-reservoir', '10:00', { sb: 0.0062 })
  await send('lili', '11:00', { do: 4.2, sb: 0.0037 })
  await send('lili', '11:15', { do: 4.1 })
  const api = createApi(engine.httpAddress)
  await until(async () => expect(await api.items<Alert>('alerts?state=open')).toHaveLength(3))
  await gateway.close()
})
afterAll(async () => {
  await engine.kill('SIGKILL')
  await folder.remove()
})

const shipped = readFileSync(join(import.meta.dirname, '../fixtures/network/rules.json'), 'utf8')
function plan(edits: readonly (readonly [string, string])[], ...args: readonly string[]) {
  const text = edits.reduce((whole, [from, to]) => whole.replace(from, to), shipped)
  mkdirSync(join(folder.path, 'edited'), { recursive: true })
  writeFileSync(join(folder.path, 'edited/rules.json'), text)
  return runCommand(['rules', 'plan', 'edited/rules.json', ...args], folder.path, settings)
}

describe('rules plan', () => {
  it('is refused while the engine has the embedded store', async () => {
    const { code, stderr } = await plan([])
    expect([code, stderr]).toMatchObject([2, expect.stringContaining('in use by another process')])
  })

  it('finds the history, and no difference under the same rules', async () => {
    await engine.kill('SIGTERM')
    const { code, stdout, stderr } = await plan([])
    expect(code).toBe(0)
    expect(stderr).toMatch(/^6 of 6 readings, received until 2026-11-23T/)
    expect(stdout).toMatch(/^history: 6 readings of 3 stations over 0\.0 of 90 days, received 2026/)
    expect(stdout).toContain('rules: the same')
    expect(stdout).toContain('0 appear, 0 vanish, 0 change, 3 stay as they are')
  })

  it('names what appears, vanishes and changes, and applies nothing', async () => {
    const { code, stdout } = await plan([
      ['"value": 0.004,', '"value": 0.0035,'],
      ['"value": 0.005,', '"value": 0.0046,'],
      ['"minimum": "PT15M"', '"minimum": "PT1H"'],
    ])
    expect(code).toBe(0)
    expect(stdout).toContain('rules that differ: class-deterioration, toxic-limit')
    expect(stdout).toMatch(/^appears {3}toxic-limit lili\/w20004: blue, 2026-11-23T12:0\d to now$/m)
    expect(stdout).toMatch(/^vanishes {2}class-deterioration lili: blue, /m)
    expect(stdout).toMatch(/^changes.*pingwang\/w20004: .*, colours blue → blue–orange, ends now$/m)
    expect(stdout).toContain('1 appear, 1 vanish, 1 change, 1 stay as they are')
  })

  it('looks back no further than it is told', async () => {
    const later = { QINGLIU_CLOCK: '2026-11-25T12:00:00+08:00,1' }
    const args = ['rules', 'plan', 'edited/rules.json', '--days', '1']
    const { code, stdout } = await runCommand(args, folder.path, later)
    expect([code, stdout]).toMatchObject([0, expect.stringContaining('no readings in the last 1')])
  })

  it('judges each reading by the threshold in force when it was observed', async () => {
    const dated = '"value": 0.004, "until": "2026-11-23T10:30:00+08:00",'
    const later = dated.replace('until', 'from').replace('0.004', '0.0046')
    const next = `"value": 0.005, "from": "2027-01-01T00:00:00+08:00",`
    const until = `"value": 0.005, "until": "2027-01-01T00:00:00+08:00",`
    const one = /\{[^{}]*"w20004"[^{}]*"value": 0\.004,[^{}]*\}/.exec(shipped)![0]
    const two = /\{[^{}]*"w20004"[^{}]*"value": 0\.005,[^{}]*\}/.exec(shipped)![0]
    const twice = (text: string, from: string, first: string, second: string) =>
      `${text.replace(from, first)}, ${text.replace(from, second)}`
    const { code, stdout } = await plan([
      [one, twice(one, '"value": 0.004,', dated, later)],
      [two, twice(two, '"value": 0.005,', until, next)],
    ])
    expect(code).toBe(0)
    expect(stdout).toContain(
      'not in this history: toxic-limit concentration w20004 0.005, in force',
    )
    expect(stdout).toContain('0 appear, 0 vanish, 0 change, 3 stay as they are')
    const gap = await plan([[one, twice(one, '"value": 0.004,', dated, later.replace('10', '11'))]])
    expect([gap.code, gap.stderr]).toEqual([2, expect.stringContaining('a gap is between them')])
  })

  it('leaves with 2 for a faulty file, by its place', async () => {
    const { code, stderr } = await plan([['"results": 2', '"results": 0']])
    expect([code, stderr]).toEqual([2, expect.stringContaining('rules[0].hold.results')])
  })
})
