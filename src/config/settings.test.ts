import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { AppError } from '../domain/errors.ts'
import { loadSettings, masked } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'qingliu-settings-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function faultsOf(environment: Record<string, string>, file?: string): string[] {
  const home = mkdtempSync(join(folder, 'home-'))
  if (file !== undefined) writeFileSync(join(home, 'qingliu.config.json'), file)
  try {
    loadSettings(environment, home)
    return []
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.message.split('\n')
  }
}

describe('settings', () => {
  it('come from the environment first, the file second, defaults last', () => {
    const home = mkdtempSync(join(folder, 'home-'))
    const file = { QINGLIU_HTTP_PORT: 9000, QINGLIU_DEMO: 'off' }
    writeFileSync(join(home, 'qingliu.config.json'), JSON.stringify(file))
    const { settings, origins } = loadSettings({ QINGLIU_HTTP_PORT: '0' }, home)
    expect(settings).toMatchObject({ QINGLIU_HTTP_PORT: 0, QINGLIU_DEMO: 'off' })
    expect(settings.QINGLIU_MQTT_PORT).toBe(1883)
    expect(origins).toMatchObject({
      QINGLIU_HTTP_PORT: 'environment',
      QINGLIU_DEMO: 'file',
      QINGLIU_MQTT_PORT: 'default',
    })
  })

  it('are refused with one line for each fault: the setting, what was expected, what came', () => {
    expect(
      faultsOf({ QINGLIU_HTTP_PORT: '99999', QINGLIU_DEMO: 'maybe', QINGLIU_HOST: '0.0.0.0' }),
    ).toEqual([
      'QINGLIU_HTTP_PORT: expected a whole number from 0 to 65535, got "99999"',
      'QINGLIU_HOST: expected a loopback address until identity is configured, got "0.0.0.0"',
      'QINGLIU_DEMO: expected one of "on"|"off", got "maybe"',
    ])
  })

  it.each([
    ['2026-11-23T08:00:00,60'],
    ['2026-11-23T08:00:00+08:00,0'],
    ['2026-11-23T08:00:00+08:00'],
    ['yesterday,1'],
  ])('refuse the clock %s', (clock) => {
    expect(faultsOf({ QINGLIU_CLOCK: clock })).toEqual([
      `QINGLIU_CLOCK: expected <RFC 3339 start with offset>,<speed above 0>, got "${clock}"`,
    ])
  })

  it('refuse a file that is no JSON object, and a setting nobody knows', () => {
    expect(faultsOf({}, '[')).toEqual(['qingliu.config.json: expected a JSON object of settings'])
    expect(faultsOf({}, '{"QINGLIU_PORT": 1}')).toEqual([
      'QINGLIU_PORT: expected a known setting in qingliu.config.json, got QINGLIU_PORT',
    ])
  })

  it('never show credentials', () => {
    const url = 'postgres://user:secret@db:5432/q'
    expect(masked('DATABASE_URL', url)).toBe('postgres://***@db:5432/q')
    expect(faultsOf({ DATABASE_URL: 'mysql://user:secret@db/q' })[0]).not.toContain('secret')
  })
})
