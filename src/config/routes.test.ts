import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../domain/errors.ts'
import { hourMs, minuteMs } from '../domain/time.ts'
import { loadNetworkData } from './network-data.ts'
import { loadRoutes, loadRouteSecrets } from './routes.ts'

const shipped = resolve(import.meta.dirname, '../../fixtures/network')
const known = loadNetworkData(shipped)
let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'routes-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const webhook = { type: 'webhook', url: 'https://example.org/in', secretFrom: 'QINGLIU_HOOK' }
const full = {
  id: 'duty',
  enabled: true,
  drills: 'also',
  kinds: ['deterioration', 'algal-bloom'],
  stations: ['pingwang'],
  colour: 'yellow',
  reminder: 'PT1H',
  quiet: { from: '22:00', to: '07:30', except: 'red' },
  steps: [
    { after: 'PT0S', to: { type: 'email', to: ['duty@example.org'] } },
    { after: 'PT30M', to: webhook },
  ],
}
const load = (...routes: readonly object[]) => {
  const file = join(folder, 'routes.json')
  writeFileSync(file, JSON.stringify({ routes }))
  return loadRoutes(file, known)
}
const faultsOf = (act: () => unknown): string[] => {
  try {
    act()
    return []
  } catch (error) {
    expect(error instanceof AppError && error.code).toBe('config')
    return error instanceof AppError ? error.message.split('\n') : []
  }
}

describe('routes', () => {
  it('are none as shipped, and none where the folder has no file', () => {
    expect(loadRoutes(join(shipped, 'routes.json'), known)).toEqual([])
    expect(loadRoutes(join(folder, 'absent.json'), known)).toEqual([])
  })

  it('are read with their steps, hours and colours', () => {
    expect(load(full)).toMatchObject([
      {
        reminderMs: hourMs,
        quiet: { fromMinute: 22 * 60, toMinute: 7 * 60 + 30, except: 'red' },
        rules: null,
        steps: [{ afterMs: 0 }, { afterMs: 30 * minuteMs, to: { allowPrivate: false } }],
      },
    ])
  })

  const step = (to: object) => ({ ...full, steps: [{ after: 'PT0S', to }] })
  it.each([
    ['two of one id', [full, full], 'routes[1].id: expected an id of its own, got "duty" again'],
    [
      'a station that is none',
      [{ ...full, stations: ['x'] }],
      'routes[0].stations[0]: expected a station of the network, got "x"',
    ],
    [
      'a rule that is none',
      [{ ...full, rules: ['y'] }],
      'routes[0].rules[0]: expected a rule of the network, got "y"',
    ],
    [
      'a first step that waits',
      [{ ...full, steps: full.steps.slice(1) }],
      'routes[0].steps[0].after: expected PT0S, since the first is told at once',
    ],
    [
      'steps out of order',
      [{ ...full, steps: [...full.steps, full.steps[1]!] }],
      'routes[0].steps[2].after: expected longer than that of the step before',
    ],
    [
      'plain http to the public',
      [step({ ...webhook, url: 'http://example.org' })],
      'routes[0].steps[0].to.url: expected https without name and password; http where ' +
        'allowPrivate is true, got "http://example.org"',
    ],
    [
      'no such hour',
      [{ ...full, quiet: { from: '25:00', to: '07:00' } }],
      'routes[0].quiet.from: expected time of day such as 22:00, got "25:00"',
    ],
    [
      'a reminder of no time',
      [{ ...full, reminder: 'PT0S' }],
      'routes[0].reminder: expected duration above 0, got PT0S',
    ],
  ] as [string, object[], string][])('are refused with %s', (_, routes, fault) => {
    expect(faultsOf(() => load(...routes))).toEqual([`routes.json: ${fault}`])
  })

  it('take plain http on a private network that was allowed', () => {
    const to = { ...webhook, url: 'http://127.0.0.1:9/in', allowPrivate: true }
    expect(load(step(to))).toHaveLength(1)
  })
})

describe('secrets', () => {
  it('are read from the environment and from files, for routes that are on', () => {
    const path = join(folder, 'token')
    writeFileSync(path, 'from a file\n')
    const sms = { type: 'sms', url: 'https://sms.example.org', to: ['+8613800000000'] }
    const routes = load(
      full,
      { ...full, id: 'b', steps: [{ after: 'PT0S', to: { ...sms, tokenFrom: path } }] },
      {
        ...{ ...full, id: 'c', enabled: false },
        steps: [{ after: 'PT0S', to: { ...webhook, secretFrom: 'QINGLIU_ABSENT' } }],
      },
    )
    expect([...loadRouteSecrets(routes, { QINGLIU_HOOK: 'abc' })]).toEqual([
      ['QINGLIU_HOOK', 'abc'],
      [path, 'from a file'],
    ])
  })

  it('are missed by name', () => {
    expect(faultsOf(() => loadRouteSecrets(load(full), {}))).toEqual([
      'routes.json: expected a secret in QINGLIU_HOOK, got nothing',
    ])
  })
})
