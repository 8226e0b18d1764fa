import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../src/domain/json.ts'
import { readEvidence } from './evidence.ts'

describe('readEvidence', () => {
  it('reads intakes with their arrival, times as texts or numbers', () => {
    const arrival = { status: 'estimated', fromAt: '1970-01-01T08:00:01+08:00', toAt: 5_000 }
    const { intakes } = readEvidence({ intakes: [{ station: 'x', distanceKm: 9, arrival }] })
    expect(intakes).toEqual([
      {
        station: 'x',
        distanceKm: 9,
        arrival: { status: 'estimated', fromAt: 1_000, toAt: 5_000, reason: null },
      },
    ])
  })

  it('calls an estimate without times unknown', () => {
    const { intakes } = readEvidence({
      intakes: [{ station: 'x', arrival: { status: 'estimated' } }, { station: 'y' }, 7],
    })
    expect(intakes.map(({ arrival }) => arrival.status)).toEqual(['unknown', 'unknown'])
  })

  it('cites other readings than the leading one', () => {
    const readings = [
      { parameter: 'w01009', value: 11.6, unit: 'mg/L' },
      { parameter: 'w19011', value: 3e7 },
    ]
    const { cited } = readEvidence({ parameter: 'w19011', readings })
    expect(cited).toEqual([{ parameter: 'w01009', value: 11.6, unit: 'mg/L' }])
  })

  it('takes a summary only in both languages', () => {
    expect(readEvidence({ summary: { zh: '超标', en: 'above' } }).summary?.en).toBe('above')
    expect(readEvidence({ summary: { zh: '超标' } }).summary).toBeNull()
  })

  it('never fails, whatever the evidence holds', () => {
    const names = fc.constantFrom('parameter', 'value', 'intakes', 'summary', 'readings', 'class')
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (free) => {
        expect(readEvidence(free as Record<string, Json>).intakes).toBeInstanceOf(Array)
      }),
    )
  })
})
