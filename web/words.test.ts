import { describe, expect, it } from 'vitest'
import { guardCodes } from '../alerts/workflow/guards.ts'
import { workflowKinds } from '../src/domain/alert.ts'
import { alertKinds, warningColours } from '../src/domain/event.ts'
import { Flag, Reason } from '../src/domain/flags.ts'
import { dictionary } from './dictionary.ts'
import { actProblemWords, problemWords } from './problem-words.ts'
import { firstLanguage, say, wordFor } from './words.ts'

const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()

describe('the dictionary', () => {
  it.each(Object.entries(dictionary))('%s: says something, with the same places', (_key, both) => {
    const [en, zh] = both
    expect(zh.trim()).not.toBe('')
    expect(en.trim()).not.toBe('')
    expect(places(zh)).toEqual(places(en))
  })

  it.each([
    ['alertKind', alertKinds],
    ['opens', alertKinds],
    ['colour', warningColours],
    ['initial', warningColours],
    ['reason', Object.keys(Reason)],
    ['flag', Object.values(Flag).map(String)],
    ['workflow', workflowKinds],
  ] as const)('has a word for every %s of the domain', (group, ids) => {
    const keys = new Set<string>(Object.keys(dictionary))
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

  it('tells the reason of a refusal in both languages', () => {
    const refused = { status: 409, code: 'leader-own-district', detail: 'x', allowed: ['sign-in'] }
    expect(problemWords('zh', refused)).toBe('组长须为异地人员，不得来自检查点所在属地。')
    expect(actProblemWords('zh', { ...refused, code: 'out-of-time-order' })).toMatch(/^所填时间/)
  })

  it.each(guardCodes)('has words for the guard %s', (code) => {
    expect(wordFor('zh', 'refused', code)).not.toBe(code)
  })

  it('says of an engine that ends what it says of one that is away', () => {
    const away = problemWords('zh', { status: 0, code: 'unreachable' })
    expect(problemWords('zh', { status: 503, code: 'http-503' })).toBe(away)
  })
})
