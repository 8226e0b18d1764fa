import { describe, expect, it } from 'vitest'
import { choicesOf, leftOutOf, siteName } from './patrol-sites.ts'
import type { CaseStep } from './wire-cases.ts'

const said = { at: '2026-11-23T04:00:00.000Z', person: '赵' }
const named: CaseStep = {
  ...{ ...said, step: 'select-sites' },
  data: { sites: ['S1', 'S2'], exempt: ['S2'], reason: '群众投诉', byDistrict: 'jiashan' },
}
const drawn: CaseStep = {
  ...{ ...said, step: 'draw' },
  data: {
    ...{ number: 2, seed: 'abc', method: 'first by sha256(seed|key)', reason: '组长请假' },
    ...{ byDistrict: 'jiashan', wanted: { sites: 1, leader: 1, inspectors: 1 } },
    candidates: { sites: ['S1', 'S3'], leaders: ['Q-L'], inspectors: ['J-1', 'W-1', 'Q-L'] },
    result: { sites: ['S3'], leader: 'Q-L', leaderDistrict: 'qingpu', inspectors: ['J-1'] },
  },
}

describe('whom a patrol visits', () => {
  it('is told of the plan, of who named it, and of each draw, in their order', () => {
    const about = { sites: ['S1'], exempt: [], leftOut: [{ site: 'S2', because: 'exempt' }] }
    const other = { ...said, step: 'assign-leader', data: { leader: '陈' } }
    const choices = choicesOf({ about, steps: [named, other, drawn] })
    expect(choices.map(({ how }) => how)).toEqual(['plan', 'select-sites', 'draw'])
    expect(choices[1]).toMatchObject({
      ...{ sites: ['S1', 'S2'], exempt: ['S2'], reason: '群众投诉', drawn: null },
      by: { person: '赵', district: 'jiashan' },
    })
    expect(choices[2]).toMatchObject({
      ...{ sites: ['S3'], reason: '组长请假' },
      drawn: {
        ...{ number: 2, seed: 'abc', leader: 'Q-L', leaderDistrict: 'qingpu' },
        ...{ inspectors: ['J-1'], from: { sites: 2, leaders: 1, inspectors: 3 } },
      },
    })
  })

  it('is nobody yet where nothing was chosen, and names who was left out', () => {
    expect(choicesOf({ about: null, steps: [] })).toEqual([])
    expect(leftOutOf({ about: { leftOut: [{ site: 'S2', because: 'gone' }] } })).toEqual([
      { site: 'S2', because: 'gone' },
    ])
    expect(leftOutOf({ about: null })).toEqual([])
  })

  it('has the key of an enterprise that has no name', () => {
    const sites = [{ site: 'S1', name: '甲厂', exempt: false }]
    expect([siteName(sites, 'S1'), siteName(sites, 'S9')]).toEqual(['甲厂', 'S9'])
  })
})
