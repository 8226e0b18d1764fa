import { describe, expect, it } from 'vitest'
import { verdictsInGap, verdictsOf } from '../models/issuing/verdict.ts'
import { noScores } from '../models/issuing/scores.ts'
import { modelWords, reasonWords } from './forecast-words.ts'

const judging = { days: 30, daysLeast: 14, leadsMs: [1] }
const scored = (persistenceAbsolute: number, climatologyAbsolute: number) => {
  const sums = { ...noScores(), n: 9, absolute: 5, persistenceAbsolute, climatologyAbsolute }
  return verdictsOf([{ leadMs: 1, days: 20, sums }], judging)[0]?.reason
}

/** What the engine says is read here, so a reason that is worded otherwise fails this test. */
describe('reasons of the engine in words', () => {
  it.each([
    [
      verdictsOf([], judging)[0]?.reason,
      '需 14 天检验，近 30 天至多已有 0 天',
      'at most 0 of the last 30',
    ],
    [scored(4, 9), '未优于持续性预报。', 'did not beat persistence over'],
    [scored(4, 4), '未优于持续性预报和气候态。', 'beat persistence and climatology over'],
    [verdictsInGap(judging, 24)[0]?.reason, '近 24 小时没有观测值', 'in the last 24 h'],
  ])('%s', (reason, chinese, english) => {
    expect(reasonWords('zh', reason!)).toContain(chinese)
    expect(reasonWords('en', reason!)).toContain(english)
  })

  it('says an unknown one as it is', () => {
    expect(reasonWords('zh', 'the moon is full')).toBe('the moon is full')
  })
})

it('names a model, and one that it does not know as the engine does', () => {
  expect(modelWords('zh', 'ensemble/9')).toBe('多模型集成 v9')
  expect(modelWords('en', 'climatology')).toBe('climatology')
  expect(modelWords('zh', 'trees/2')).toBe('trees v2')
})
