import { describe, expect, it } from 'vitest'
import { workflowKinds } from '../src/domain/alert.ts'
import { alertKinds, warningColours } from '../src/domain/event.ts'
import { Flag, Reason } from '../src/domain/flags.ts'
import { problemWords } from './problem-words.ts'
import { dictionaries, firstLanguage, say, wordFor } from './words.ts'

const { zh, en } = dictionaries
const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()

describe('the dictionary', () => {
  it('has the same keys in both languages', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
  })

  it.each(Object.keys(en) as (keyof typeof en)[])(
    '%s: says something, with the same places',
    (key) => {
      expect(zh[key].trim()).not.toBe('')
      expect(en[key].trim()).not.toBe('')
      expect(places(zh[key])).toEqual(places(en[key]))
    },
  )

  it.each([
    ['alertKind', alertKinds],
    ['opens', alertKinds],
    ['colour', warningColours],
    ['initial', warningColours],
    ['reason', Object.keys(Reason)],
    ['flag', Object.values(Flag).map(String)],
    ['workflow', workflowKinds],
  ] as const)('has a word for every %s of the domain', (group, ids) => {
    const keys = new Set<string>(Object.keys(en))
    expect(ids.filter((id) => !keys.has(`${group}.${id}`))).toEqual([])
  })
})

describe('say and wordFor', () => {
  it('fills places', () => {
    expect(say('zh', 'station.km', { km: 45 })).toBe('里程 45 km')
    expect(say('en', 'station.km')).toBe('{km} km from the head')
  })

  it('says an unknown identifier as it is', () => {
    expect(wordFor('zh', 'alertKind', 'algal-bloom')).toBe('蓝藻水华')
    expect(wordFor('zh', 'alertKind', 'oil-slick')).toBe('oil-slick')
  })
})

describe('firstLanguage', () => {
  it.each([
    ['the address wins', '?lang=en', 'zh', 'zh-CN', 'en'],
    ['then what was chosen before', '', 'zh', 'en-GB', 'zh'],
    ['then the browser', '', null, 'zh-TW', 'zh'],
    ['else English', '?lang=fr', 'x', 'fr-FR', 'en'],
  ] as const)('%s', (_sentence, address, remembered, preferred, language) => {
    expect(firstLanguage(address, remembered, preferred)).toBe(language)
  })
})

describe('problemWords', () => {
  it('tells what is allowed instead', () => {
    const problem = { status: 409, code: 'not-allowed', allowed: ['close', 'grade'] }
    expect(problemWords('zh', problem)).toContain('关闭、定级')
  })

  it('tells code and detail where it has no sentence', () => {
    const problem = { status: 400, code: 'bad-body', detail: 'reason: too long' }
    expect(problemWords('en', problem)).toBe('Refused (bad-body): reason: too long')
    expect(problemWords('en', { status: 412, code: 'stale' })).toContain('changed meanwhile')
  })
})
