import { describe, expect, it } from 'vitest'
import type { Expert } from '../../src/domain/incident.ts'
import { matchExperts } from './expert-match.ts'

const expert = (key: string, part: Partial<Expert>): Expert => ({
  ...{ key, name: key, district: 'wujiang', organisation: null, title: null },
  ...{ availability: 'available', pollutants: [], fields: [], ...part },
})
const antimony = { id: 'w20004', words: ['w20004', 'sb', '锑', 'antimony'] }
const ammonia = { id: 'w21003', words: ['w21003', 'nh3n', '氨氮', 'ammonia nitrogen'] }

describe('experts for an incident', () => {
  it.each([
    ['the pollutant by its word', { pollutants: ['锑'] }, true],
    ['it within a longer one', { fields: ['锑污染应急处置'] }, true],
    ['its code', { pollutants: ['W20004'] }, true],
    ['its alias in a list of words', { fields: ['metals: Sb, Cd'] }, true],
    ['its alias within another word', { fields: ['absorbers'] }, false],
    ['several words together', { fields: ['removal of antimony'] }, true],
    ['another pollutant', { pollutants: ['氨氮'] }, false],
    ['nothing', {}, false],
  ])('are matched by %s', (_name, part, matches) => {
    expect(matchExperts([expert('E', part)], [antimony], 'wujiang')).toHaveLength(matches ? 1 : 0)
  })

  it('come available first, who knows more before, the own district before others, none left out', () => {
    const sb = { pollutants: ['锑'] }
    const all = [
      expert('away', { ...sb, availability: 'away' }),
      expert('called', { ...sb, availability: 'on-call' }),
      expert('other', { ...sb, district: 'qingpu' }),
      expert('own', sb),
      expert('both', { district: 'jiashan', pollutants: ['锑', '氨氮'] }),
      expert('unknown', { ...sb, availability: null }),
    ]
    const found = matchExperts(all, [antimony, ammonia], 'wujiang')
    expect(found.map(({ expert: { key } }) => key)).toEqual([
      ...['both', 'own', 'other', 'called', 'away', 'unknown'],
    ])
    expect(found[0]!.knows).toEqual(['w20004', 'w21003'])
  })
})
