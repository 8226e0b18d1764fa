import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const main = join(import.meta.dirname, 'main.ts')
const tsx = import.meta.resolve('tsx')
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
    expect.stringMatching(
      /^ok {4}network: .*network: \d+ stations, rivers taipu, districts qingpu,/,
    ),
    expect.stringMatching(/^fail {2}store: .*ECONNREFUSED 127\.0\.0\.1:1$/),
    expect.stringMatching(/^fail {2}broker: .*ECONNREFUSED 127\.0\.0\.1:1$/),
  ])
})

it.each(['detect', 'backtest', 'rules test', 'config'])(
  'the examples of %s run as they are printed',
  (command) => {
    const help = run([...command.split(' '), '--help']).stdout
    const [, printed = ''] = help.split(/^Example.*:$/m)
    const examples = printed.replaceAll('\\\n', '').trim().split('\n')
    const folder = mkdtempSync(join(tmpdir(), 'examples-'))
    symlinkSync(join(import.meta.dirname, '../../fixtures'), join(folder, 'fixtures'))
    for (const example of examples) {
      const ours = example.replace(
        'npx qingliu',
        `"${process.execPath}" --import "${tsx}" "${main}"`,
      )
      const { status, stderr } = spawnSync('sh', ['-c', ours], { cwd: folder, encoding: 'utf8' })
      expect({ example, status, stderr }).toMatchObject({ example, status: 0 })
    }
    rmSync(folder, { recursive: true })
  },
)

it('tells each fault of a network’s folder in one line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qingliu-doctor-'))
  const shipped = join(import.meta.dirname, '../../fixtures/network')
  cpSync(shipped, folder, { recursive: true })
  writeFileSync(join(folder, 'patrols.json'), '{')
  writeFileSync(join(folder, 'resources.json'), '[1]')
  const { status, stdout } = run(['doctor'], { QINGLIU_NETWORK: folder })
  rmSync(folder, { recursive: true })
  expect(status).toBe(1)
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^fail {2}network: patrols\.json: .*expected a JSON file/),
    'fail  network: resources.json: [0]: expected object, got 1',
    expect.stringMatching(/^ok {4}store: /),
    'ok    broker: embedded',
  ])
})
