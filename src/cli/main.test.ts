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

it.each([
  [['detct', 'a.csv'], `unknown command 'detct'`],
  [['verify-log', '--bogus'], `unknown option '--bogus'`],
  [['rules', 'plan', 'rules.json', '--days', '0'], 'expected above 0, at most 400'],
])('%j: leaves with 2 and says what is wrong', (args, what) => {
  const { status, stderr } = run(args)
  expect(status).toBe(2)
  expect(stderr).toContain(what)
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
