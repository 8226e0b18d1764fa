import { describe, expect, it } from 'vitest'
import { fakeRule } from './fake-alert.ts'
import { fieldFaults } from './rule-fields.ts'

describe('fieldFaults', () => {
  const once = { results: 1, minMs: 0 }
  it.each([
    ['station-silence', { hold: once, deadband: 0 }, []],
    ['station-silence', { hold: { results: 2, minMs: 0 }, deadband: 0 }, ['hold']],
    ['parameter-silence', { hold: { results: 1, minMs: 1 }, deadband: 0.1 }, ['hold', 'deadband']],
    ['sensor-stuck', { deadband: 0.1 }, ['deadband']],
    ['sensor-range', { deadband: 0 }, []],
    ['station-clock', { deadband: 0.2, hold: { results: 3, minMs: 0 } }, ['hold']],
    ['class-deterioration', { deadband: 0.05 }, []],
  ])('%s with %j', (id, part, fields) => {
    const faults = fieldFaults(fakeRule({ id, ...part }))
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(fields)
  })
})
