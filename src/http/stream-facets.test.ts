import { describe, expect, it } from 'vitest'
import { fakeAlert, fakeNetwork, fakeWorkflow } from './fake/samples.ts'
import { createFacetTests, type StreamFacets } from './stream-facets.ts'

const tests = createFacetTests(fakeNetwork)
const [station] = fakeNetwork.stations
const alert = { ...fakeAlert('a1', 1), station: station!.id }
const asked = (part: Partial<Record<keyof StreamFacets, string>>): StreamFacets => {
  const setOf = (name: string | undefined) => (name === undefined ? null : new Set([name]))
  const { district, kind, colour } = part
  return { district: setOf(district), kind: setOf(kind), colour: setOf(colour) }
}

describe('a view by facets', () => {
  it('has alerts of its districts, kinds and colours', () => {
    const { district } = station!
    for (const part of [{}, { district }, { kind: 'limit' }, { colour: 'yellow' }]) {
      expect(tests.alert(asked(part), alert)).toBe(true)
      expect(tests.alert(asked({ ...part, kind: 'silence' }), alert)).toBe(false)
    }
    expect(tests.alert(asked({ district: 'elsewhere' }), alert)).toBe(false)
    expect(tests.alert(asked({ colour: 'red' }), alert)).toBe(false)
    expect(tests.alert(asked({ colour: 'red' }), { ...alert, colour: null })).toBe(false)
  })

  it('keeps an alert whose colour has left it', () => {
    const faded = { ...alert, colour: 'blue', coloursBefore: ['yellow', 'orange'] } as const
    expect(tests.alert(asked({ colour: 'orange' }), faded)).toBe(true)
    expect(tests.alert(asked({ colour: 'red' }), faded)).toBe(false)
  })

  it('has workflows of its districts and kinds, and none where it asks for a colour', () => {
    const workflow = fakeWorkflow('w1', 2)
    const subject = { kind: 'workflow', workflow } as const
    expect(tests.subject(asked({ kind: 'joint-patrol', district: 'qingpu' }), subject)).toBe(true)
    expect(tests.subject(asked({ district: 'wujiang' }), subject)).toBe(false)
    expect(tests.subject(asked({ colour: 'red' }), subject)).toBe(false)
  })

  it('has no product, and readings by their district alone', () => {
    expect(tests.subject(asked({ kind: 'limit' }), { kind: 'product', product: {} })).toBe(false)
    expect(tests.reading(asked({ kind: 'limit' }), station!.id)).toBe(true)
    expect(tests.reading(asked({ district: 'elsewhere' }), station!.id)).toBe(false)
  })
})
