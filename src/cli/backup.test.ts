import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createStoredFolder, runCommand, startEngine } from '../../test/engine-process.ts'
import { openGateway } from '../../test/engine-gateway.ts'

const folder = await createStoredFolder()
afterAll(() => folder.remove())

const station = 'taozhuang-gate'
const observation = (minute: number) => ({
  schema: 'obs/1',
  time: `2026-11-23T08:0${minute}:00+08:00`,
  values: { do: 8 + minute, temp: 15 },
})

async function valuesStored(http: string): Promise<string[]> {
  const metrics = await (await fetch(`${http}/metrics`)).text()
  return metrics.split('\n').filter((line) => /^qingliu_values_\w+_total \d/.test(line))
}

it('carries an engine over to another store, which goes on without doubling', async () => {
  const settings = { QINGLIU_CLOCK: '2026-11-23T12:00:00+08:00,1' }
  const before = await startEngine(folder.path, settings)
  const gateway = await openGateway(before.mqttAddress)
  await gateway.observe(station, observation(1))
  await gateway.observe(station, observation(2))
  await gateway.close()

  const busy = await runCommand(['backup', 'busy.backup'], folder.path)
  expect(busy.code).toBe(2)
  expect(busy.stderr).toContain('in use by another process')
  await before.kill('SIGTERM')

  const made = await runCommand(['backup', 'a.backup'], folder.path)
  expect(made.stderr).toContain('backing up reading')
  expect(made).toMatchObject({ code: 0 })
  const restored = { QINGLIU_DATA: join(folder.path, 'restored') }
  const done = await runCommand(['restore', 'a.backup'], folder.path, restored)
  expect(done.stdout).toMatch(/^reading +4 +4$/m)
  expect(done).toMatchObject({ code: 0 })
  const again = await runCommand(['restore', 'a.backup'], folder.path, restored)
  expect(again.stderr).toContain('expected an empty one')
  expect(again.code).toBe(1)

  const after = await startEngine(folder.path, { ...settings, ...restored })
  const second = await openGateway(after.mqttAddress)
  await second.observe(station, observation(2))
  await second.observe(station, observation(3))
  await second.close()
  expect(await valuesStored(after.httpAddress)).toEqual([
    'qingliu_values_received_total 8',
    'qingliu_values_stored_total 6',
    'qingliu_values_duplicate_total 2',
    'qingliu_values_revised_total 0',
    'qingliu_values_refused_total 0',
  ])
  await after.kill('SIGTERM')
}, 600_000)

it('refuses a file that is none, and makes no store for it', async () => {
  const nowhere = { QINGLIU_DATA: join(folder.path, 'nowhere') }
  const refused = await runCommand(['restore', 'missing.backup'], folder.path, nowhere)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('cannot be read')
  expect(existsSync(nowhere.QINGLIU_DATA)).toBe(false)
  const none = await runCommand(['backup', 'b.backup'], folder.path, nowhere)
  expect(none.code).toBe(2)
  expect(none.stderr).toContain('no store at')
}, 600_000)
