import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const main = join(import.meta.dirname, 'main.ts')
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', main, ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    },
  )
  return { status, stdout, stderr }
}

it('names a command that there is not, and starts nothing', () => {
  const { status, stderr } = run(['detct', 'a.csv'])
  expect(status).toBe(1)
  expect(stderr).toContain(`unknown command 'detct'`)
})

it('tells what is away in one line each', () => {
  const { status, stdout } = run(['doctor'], {
    DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/x',
    MQTT_URL: 'mqtt://u:secret@127.0.0.1:1',
  })
  expect(status).toBe(1)
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^fail {2}store: .*ECONNREFUSED 127\.0\.0\.1:1$/),
    expect.stringMatching(/^fail {2}broker: .*ECONNREFUSED 127\.0\.0\.1:1$/),
  ])
})
