import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { colourOf } from '../../alerts/rule.ts'
import { defaultSilenceLimits, silenceLimitsOf } from '../../alerts/silence.ts'
import { AppError } from '../domain/errors.ts'
import { dayMs, hourMs, minuteMs } from '../domain/time.ts'
import { loadNetwork } from './network.ts'
import { loadRules } from './rules.ts'

const shipped = resolve(import.meta.dirname, '../../fixtures/network/rules.json')
const rules = new Map(loadRules(shipped).map((rule) => [rule.id, rule]))
const ruleOf = (id: string) => {
  const rule = rules.get(id)
  if (rule === undefined) throw new Error(`should hold: a rule ${id}`)
  return rule
}

describe('the rules as shipped', () => {
  it('are these, of these kinds', () => {
    expect([...rules.values()].map(({ id, kind }) => [id, kind])).toEqual([
      ['class-deterioration', 'deterioration'],
      ['toxic-limit', 'deterioration'],
      ['source-limit', 'limit'],
      ['bloom', 'algal-bloom'],
      ['forecast-class', 'deterioration'],
      ['forecast-bloom', 'algal-bloom'],
      ['bloom-ahead', 'algal-bloom'],
      ['slow-deterioration', 'deterioration'],
      ['unusual', 'unusual'],
      ['sensor-stuck', 'sensor-fault'],
      ['sensor-range', 'sensor-fault'],
      ['manual-difference', 'sensor-fault'],
      ['station-silence', 'silence'],
      ['parameter-silence', 'silence'],
      ['station-clock', 'sensor-fault'],
      ['air-aqi', 'air'],
      ['product-late', 'system'],
      ['ledger-overdue', 'system'],
      ['patrol-overdue', 'system'],
      ['data-request-overdue', 'system'],
      ['meeting-due', 'system'],
      ['meeting-overdue', 'system'],
      ['report-overdue', 'system'],
      ['resource-shortfall', 'system'],
      ['system-lag', 'system'],
      ['canary', 'system'],
    ])
  })

  it.each([
    [0, null],
    [1, 'blue'],
    [2, 'yellow'],
    [3, 'orange'],
    [5, 'orange'],
  ])('give a class worse by %d the colour %s, and never red', (worse, colour) => {
    const rule = ruleOf('class-deterioration')
    expect(colourOf(rule, 'classes-worse-than-target', null, worse, 0)).toBe(colour)
  })

  it.each([
    ['w20004', 0.004, null],
    ['w20004', 0.0041, 'blue'],
    ['w20004', 0.0051, 'orange'],
    ['w22001', 0.051, 'orange'],
  ])('give %s at %d mg/L the colour %s', (parameter, value, colour) => {
    expect(colourOf(ruleOf('toxic-limit'), 'concentration', parameter, value, 0)).toBe(colour)
  })

  it('name only parameters of the catalogue, in its units', () => {
    const file = join(shipped, '../parameters.json')
    const catalogue = readFileSync(file, 'utf8')
    const named = [...rules.values()].flatMap((rule) => rule.thresholds)
    // A share and an acidity have no unit.
    const parameters = named.filter((one) => one.parameter !== null && one.unit !== '1')
    expect(parameters.length).toBeGreaterThan(10)
    for (const { parameter, unit } of parameters) {
      const entry = catalogue.split('"code": ').find((text) => text.startsWith(`"${parameter}"`))
      expect(entry).toContain(`"unit": "${unit}"`)
    }
  })

  it('hold two results a quarter of an hour apart, and let a bloom go after two quiet days', () => {
    expect(ruleOf('class-deterioration').hold).toEqual({ results: 2, minMs: 15 * minuteMs })
    expect(ruleOf('bloom')).toMatchObject({ offDelayMs: 2 * dayMs, hold: { results: 2 } })
    expect(ruleOf('class-deterioration').windowMs).toBe(24 * hourMs)
    expect(ruleOf('toxic-limit').hold).toEqual({ results: 1, minMs: 0 })
  })

  it('state the silence that the code falls back on', () => {
    expect(silenceLimitsOf(ruleOf('station-silence'), 0)).toEqual(defaultSilenceLimits)
    expect(silenceLimitsOf(ruleOf('parameter-silence'), 0)).toEqual(defaultSilenceLimits)
  })
})

const { parameters: catalogue } = loadNetwork(join(shipped, '..'))

describe('a file with faults', () => {
  let folder = ''
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'rules-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  const faultsOf = (content: string): string[] => {
    const file = join(folder, 'rules.json')
    writeFileSync(file, content)
    try {
      loadRules(file, catalogue)
    } catch (error) {
      expect(error instanceof AppError && error.code).toBe('config')
      return error instanceof AppError ? error.message.split('\n') : []
    }
    return []
  }
  /** Faults without their lines, once each line was found to be that of the fault's key. */
  const changed = (...edits: readonly (readonly [string, string])[]) => {
    const text = edits.reduce(
      (all, [from, to]) => all.replace(from, to),
      readFileSync(shipped, 'utf8'),
    )
    return faultsOf(text).map((fault) => {
      const [, told = '', key = '', came, line] =
        /^(rules\.json: \S+\.(\w+): .*?(, got nothing)?) \(line (\d+)\)$/.exec(fault) ?? []
      const there = text.split('\n')[Number(line) - 1] ?? ''
      expect(there).toContain(came === undefined ? `"${key}": ` : '{')
      return told
    })
  }

  it('is told by one line a fault, with place, expectation and what came', () => {
    const faults = changed(
      ['"enabled": true', '"enabled": "yes"'],
      ['"results": 2', '"results": 0'],
      ['"offDelay": "PT4H"', '"offDelay": "4 hours"'],
      ['"deadband": 0.05', '"deadband": 2'],
      ['"colour": "blue"', '"colour": "green"'],
      ['"window": null', '"windows": null'],
    )
    expect(faults.toSorted()).toEqual([
      'rules.json: rules[0].deadband: expected share from 0 to 1, got 2',
      'rules.json: rules[0].enabled: expected true or false, got "yes"',
      'rules.json: rules[0].hold.results: expected whole number from 1, got 0',
      'rules.json: rules[0].offDelay: expected duration such as PT15M, got "4 hours"',
      'rules.json: rules[0].thresholds[0].colour: expected one of blue, yellow, orange, red, got "green"',
      'rules.json: rules[1].window: expected duration such as PT15M, got nothing',
      'rules.json: rules[1].windows: expected no such key, got null',
    ])
  })

  it('may not state what nothing would obey', () => {
    const faults = changed([
      '"onDelay": "PT0S",\n      "offDelay": "PT1H",\n      "deadband": 0,',
      '"onDelay": "PT0S",\n      "offDelay": "PT1H",\n      "deadband": 0.1,',
    ])
    expect(faults).toEqual([
      'rules.json: rules[9].deadband: expected 0, since a flag has no value that could come back ' +
        'below a limit',
    ])
  })

  it('may not name a rule twice', () => {
    expect(changed(['"id": "toxic-limit"', '"id": "class-deterioration"'])).toEqual([
      'rules.json: rules[1].id: expected an id of its own, got "class-deterioration" again',
    ])
  })

  it('tells all its faults at once, whatever their kind', () => {
    const faults = changed(
      ['"enabled": true', '"enabled": "yes"'],
      ['"id": "source-limit"', '"id": "toxic-limit"'],
      [
        '"onDelay": "PT0S",\n      "offDelay": "PT1H",\n      "deadband": 0,',
        '"onDelay": "PT0S",\n      "offDelay": "PT1H",\n      "deadband": 0.1,',
      ],
      ['"parameter": "w20004"', '"parameter": "sb"'],
      [
        '"unit": "mg/L",\n          "colour": "orange"',
        '"unit": "ug/L",\n          "colour": "orange"',
      ],
    )
    expect(faults.map((fault) => fault.split(': ')[1]).toSorted()).toEqual([
      'rules[0].enabled',
      'rules[1].thresholds[0].parameter',
      'rules[1].thresholds[1].unit',
      'rules[2].id',
      'rules[9].deadband',
    ])
  })

  it.each([
    ['{\n  "rules": [\n    1,\n  }\n]', 4],
    ['{\n  "rules": [],,\n}', 2],
    ['{\n  // none\n  "rules": []\n}', 2],
  ])('that is no JSON names the line where it ceases to be: %j', (content, line) => {
    expect(faultsOf(content)).toEqual([
      expect.stringContaining(`rules.json: line ${line}: expected`),
    ])
  })

  it.each(['', '{', '[]', '{"rules": []}'])('is refused: %j', (content) => {
    expect(faultsOf(content)).toHaveLength(1)
  })

  it('is refused when it is not there', () => {
    expect(() => loadRules(join(folder, 'none.json'))).toThrow('none.json: expected a JSON file')
  })
})
