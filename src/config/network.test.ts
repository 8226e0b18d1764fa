import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCatalogue, mediumOf } from '../domain/catalogue.ts'
import { AppError } from '../domain/errors.ts'
import { minuteMs } from '../domain/time.ts'
import { loadNetwork } from './network.ts'

const shipped = join(import.meta.dirname, '../../fixtures/network')

describe('the shipped network', () => {
  const network = loadNetwork(shipped)
  const catalogue = createCatalogue(network.parameters)

  it('has a station on the river and on each of the three lakes', () => {
    const bodies = new Set(network.stations.map(({ waterBody }) => waterBody))
    expect([...bodies]).toEqual(expect.arrayContaining(['taipu', 'dianshan', 'yuandang', 'fen']))
  })

  it('knows every alias of the contract', () => {
    const aliases = 'do ph temp ec turbidity codmn nh3n tp tn chla algae sb flow level rain wind'
    for (const alias of [...aliases.split(' '), 'pm25', 'pm10', 'so2', 'no2', 'o3', 'co']) {
      expect(catalogue.resolve(alias, 'water'), alias).not.toBeNull()
    }
    expect(catalogue.resolve('temp', 'water')?.code).toBe('w01010')
    expect(catalogue.resolve('temp', 'air')?.code).toBe('a01001')
  })

  it('judges intakes of its river against class II', () => {
    const intakes = network.stations.filter(({ kind }) => kind === 'intake')
    expect(intakes.map(({ id, target }) => [id, target])).toEqual([
      ['changbaidang-intake', 'II'],
      ['jinze-reservoir', 'II'],
      ['taipu-rawwater', 'II'],
    ])
  })

  it('registers the two senders of the example frames', () => {
    const senders = network.stations.flatMap(({ id, hj212 }) => (hj212 ? [[hj212.mn, id]] : []))
    expect(Object.fromEntries(senders)).toEqual({
      '310118A00001000000000A01': 'jinze-reservoir',
      '320509B00001000000000B01': 'wujiang-yuexiu',
    })
  })

  it('expects of a station what its medium can name', () => {
    for (const { id, kind, parameters } of network.stations) {
      expect(parameters.length, id).toBeGreaterThan(0)
      for (const { code } of parameters) {
        expect(catalogue.resolve(code, mediumOf(kind))?.code).toBe(code)
      }
    }
  })

  it('puts the Jinze reservoir 30 km below Pingwang', () => {
    const km = new Map(network.stations.map(({ id, chainageKm }) => [id, chainageKm]))
    expect(km.get('pingwang')).toBe(15)
    expect(km.get('jinze-reservoir')).toBe(45)
  })
})

const name = { zh: '溪', en: 'Brook' }
const station = {
  id: 'upper_1',
  name,
  kind: 'river',
  form: 'fixed',
  waterBody: 'brook',
  district: 'jiashan',
  lat: 30,
  lon: 120,
  position: 'synthetic',
  chainageKm: 1,
  parameters: [{ codes: ['q'], every: 'PT5M', period: 'PT60M' }],
}
const parameter = {
  code: 'q',
  alias: 'flow',
  medium: 'hydrology',
  name,
  unit: 'L/s',
  decimals: { hour: 1, assessment: 1 },
  hardRange: [null, 100],
  certainty: 'synthetic',
}
const river = {
  id: 'brook',
  name,
  lengthKm: 2,
  crossSectionM2: 1,
  crossSectionCertainty: 'synthetic',
  flowStations: ['upper_1'],
  flowMaxAge: 'PT1H',
  travelTimeSpread: 0.5,
}
const district = {
  id: 'jiashan',
  name,
  inZone: true,
  regionCode: '330421',
  regionCodeCertainty: 'memory',
}
const head = { name, districts: [district], waterBodies: [{ id: 'brook', name, kind: 'river' }] }

describe('loadNetwork', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'network-'))
    write({})
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function write(files: Readonly<Record<string, unknown>>): void {
    const brook = { network: head, stations: [station], rivers: [river], parameters: [parameter] }
    for (const [noun, content] of Object.entries({ ...brook, ...files })) {
      writeFileSync(join(folder, `${noun}.json`), JSON.stringify(content))
    }
  }
  function faults(): string[] {
    try {
      loadNetwork(folder)
    } catch (error) {
      expect(error).toBeInstanceOf(AppError)
      expect(error).toMatchObject({ code: 'config' })
      return (error as AppError).message.split('\n')
    }
    return []
  }

  it('reads another river from another folder', () => {
    const brook = loadNetwork(folder)
    expect(brook.stations[0]).toMatchObject({
      id: 'upper_1',
      target: null,
      parameters: [{ code: 'q', cadenceMs: 5 * minuteMs, period: 'PT1H' }],
    })
    expect(brook.rivers[0]).toMatchObject({ flowMaxAgeMs: 60 * minuteMs })
    expect(brook.parameters[0]).toMatchObject({ otherNames: [], scale: 'linear', statistics: true })
  })

  it('has districts of any name but that of all together', () => {
    const elsewhere = { ...district, id: 'upper_bank' }
    write({
      network: { ...head, districts: [elsewhere] },
      stations: [{ ...station, district: 'upper_bank' }],
    })
    expect(loadNetwork(folder).districts.map(({ id }) => id)).toEqual(['upper_bank'])
    write({ network: { ...head, districts: [elsewhere, { ...district, id: 'zone' }] } })
    expect(faults()).toEqual([
      'network.json: network.districts[1].id: expected another name than "zone", ' +
        'which is all of them together, got "zone"',
    ])
    write({ network: { ...head, districts: [] } })
    expect(faults()).toEqual([
      'network.json: network.districts: expected at least one district, got []',
    ])
  })

  it('reads how a station sends HJ 212, and takes what is usual for the rest', () => {
    const usual = { mn: 'm1', codes: {}, units: {}, flagDialect: 'hj212' }
    const own = {
      ...{ minutePeriod: 'PT300S', hourPeriod: 'PT240M' },
      ...{ sm4KeyFrom: 'QINGLIU_SM4_UPPER_1', crcOver: 'plain' },
    }
    write({ stations: [{ ...station, hj212: usual }] })
    expect(loadNetwork(folder).stations[0]?.hj212).toEqual({
      ...usual,
      ...{ minutePeriod: null, hourPeriod: null, sm4KeyFrom: null, crcOver: 'as-sent' },
    })
    write({ stations: [{ ...station, hj212: { ...usual, ...own } }] })
    expect(loadNetwork(folder).stations[0]?.hj212).toEqual({
      ...{ ...usual, ...own },
      ...{ minutePeriod: 'PT5M', hourPeriod: 'PT4H' },
    })
  })

  it('never shows what may be a key', () => {
    const key = '0123456789abcdeffedcba9876543210'
    const hj212 = { mn: 'm1', codes: {}, units: {}, flagDialect: 'hj212', minutePeriod: 'PT0S' }
    write({ stations: [{ ...station, hj212: { ...hj212, sm4KeyFrom: key, sm4Key: key } }] })
    const said = faults()
    expect(said).toHaveLength(3)
    expect(said.join()).not.toContain(key)
    expect(said).toContain(
      'stations.json: stations[0].hj212.minutePeriod: expected duration such as PT5M, got "PT0S"',
    )
  })

  it('names every fault of every file, one a line', () => {
    write({
      stations: [station, { ...station, id: 'a b', lat: 'x', kind: 'sea', colour: 1, form: null }],
      rivers: [{ ...river, flowMaxAge: 'soon', lengthKm: 0 }],
      parameters: [{ ...parameter, unit: 'furlong', hardRange: [2, 1] }],
    })
    expect(faults().sort()).toEqual([
      'parameters.json: parameters[0].hardRange: expected [low, high] in order, got [2,1]',
      'parameters.json: parameters[0].unit: expected known unit, got "furlong"',
      'rivers.json: rivers[0].flowMaxAge: expected duration such as PT5M, got "soon"',
      'rivers.json: rivers[0].lengthKm: expected number above 0, got 0',
      'stations.json: stations[1].colour: expected no such key, got 1',
      'stations.json: stations[1].form: expected one of fixed, buoy, section, intake, gate, air, got null',
      'stations.json: stations[1].id: expected letters, digits, - and _, got "a b"',
      'stations.json: stations[1].kind: expected one of river, lake, intake, hydrology, air, got "sea"',
      'stations.json: stations[1].lat: expected number in [-90, 90], got "x"',
    ])
  })

  it.each([
    ['lat', 90.1, 'number in [-90, 90]'],
    ['chainageKm', 2.1, 'at most 2'],
    ['waterBody', 'sea', 'a water body of network.json'],
    ['district', 'qingpu', 'a district of network.json'],
  ])('refuses a station whose %s is %j', (key, came, expected) => {
    write({ stations: [{ ...station, [key]: came }] })
    expect(faults()).toContain(
      `stations.json: stations[0].${key}: expected ${expected}, got ${JSON.stringify(came)}`,
    )
  })

  it('refuses what two entries disagree on', () => {
    const hj212 = { mn: 'm1', codes: { x1: 'no' }, units: { q: 'mg/L' }, flagDialect: 'hj212' }
    write({
      network: { ...head, waterBodies: [...head.waterBodies, head.waterBodies[0]] },
      stations: [
        { ...station, parameters: [{ codes: ['tp'], every: 'PT5M', period: 'PT0S' }], hj212 },
        { ...station, chainageKm: null, flowsTo: { waterBody: 'brook', atKm: 3 }, hj212 },
      ],
      parameters: [{ ...parameter, softRange: [0, 101], hj212Unit: 'mg/L' }],
      rivers: [{ ...river, flowStations: ['nobody'] }],
    })
    expect(faults()).toEqual([
      'network.json: network.waterBodies[1].id: expected a name not yet taken, got "brook"',
      'stations.json: stations[1].id: expected a name not yet taken, got "upper_1"',
      'stations.json: stations[1].hj212.mn: expected a name not yet taken, got "m1"',
      'parameters.json: parameters[0].hj212Unit: expected a unit that converts to L/s, got "mg/L"',
      'parameters.json: parameters[0].softRange: expected a part of [null,100], got [0,101]',
      'rivers.json: rivers[0].flowStations[0]: expected a station that measures flow, got "nobody"',
      'stations.json: stations[0].parameters: expected a code of parameters.json, got "tp"',
      'stations.json: stations[0].hj212.codes.x1: expected a code of parameters.json, got "no"',
      'stations.json: stations[0].hj212.units.q: expected a unit that converts to L/s, got "mg/L"',
      'stations.json: stations[1].flowsTo.atKm: expected at most 2, got 3',
      'stations.json: stations[1].hj212.codes.x1: expected a code of parameters.json, got "no"',
      'stations.json: stations[1].hj212.units.q: expected a unit that converts to L/s, got "mg/L"',
    ])
  })

  it('says which file is missing or is no JSON', () => {
    rmSync(join(folder, 'rivers.json'))
    writeFileSync(join(folder, 'stations.json'), '[')
    const [stations, rivers] = faults()
    expect(stations).toMatch(/^stations\.json: expected a JSON file in .*, got Unexpected end/)
    expect(rivers).toMatch(/^rivers\.json: expected a JSON file in .*, got ENOENT/)
  })
})
