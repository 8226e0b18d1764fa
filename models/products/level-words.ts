import type { Names } from '../../src/domain/network.ts'
import type { AqiStandard } from '../../src/domain/standards.ts'
import type { CellValue } from '../../src/domain/product.ts'
import { aqiLevelOf } from '../assess/aqi.ts'

/** The standard prints its advice in Chinese; the English is our translation, by level I to VI. */
const adviceEnglish: readonly string[] = [
  'Everyone can be active as usual',
  'The very few people who are unusually sensitive should be less active outdoors',
  'Children and teenagers, the elderly and people with heart, vascular or respiratory disease ' +
    'should cut down long, strenuous exercise outdoors',
  'Children and teenagers, the elderly and people with heart, vascular or respiratory disease ' +
    'should avoid long, strenuous exercise outdoors; everyone else should do somewhat less of it',
  'Children and teenagers, the elderly and people with heart, vascular or respiratory disease ' +
    'should stay indoors and stop exercise outdoors; everyone else should do less of it',
  'Children and teenagers, the elderly and the sick should stay indoors and avoid exertion; ' +
    'everyone else should avoid activity outdoors',
]

const noGuidance: Names = { zh: '无气象指导预报', en: 'no weather guidance' }

/** What a value means in words and colour, by the standard in force. */
export type CellMeaning = {
  /** Numbers of the levels that the range touches, 1 the best. */
  readonly levels: readonly number[]
  readonly levelWords: Names
  /** Token of the AQI scale, and its colour: of the worst level touched. */
  readonly colour: string
  readonly rgb: readonly [number, number, number]
  readonly weather: Names
  /** For the worst level touched. */
  readonly advice: Names
  /** Of the primary pollutants, where the range passes 100. */
  readonly sensitiveGroups: readonly Names[]
}

export function meaningOf(standard: AqiStandard, value: CellValue): CellMeaning {
  const [best, worst] = [aqiLevelOf(standard, value.aqiLow), aqiLevelOf(standard, value.aqiHigh)]
  const levels = standard.levels
    .map(({ level }) => level)
    .filter((level) => level >= best.level && level <= worst.level)
  const words = (one: 'zh' | 'en', joint: string) =>
    best.level === worst.level ? worst.word[one] : best.word[one] + joint + worst.word[one]
  const groups = standard.pollutants
    .filter(({ code }) => value.primaryPollutants.includes(code))
    .flatMap(({ sensitiveGroups }) => sensitiveGroups)
  const sensitive = value.aqiHigh > standard.sensitiveAbove ? groups : []
  const { weather } = value
  return {
    levels,
    levelWords: { zh: words('zh', '至'), en: words('en', ' to ') },
    colour: worst.colour,
    rgb: worst.rgb,
    weather: weather === null ? noGuidance : { zh: weather, en: weather },
    advice: { zh: worst.advice, en: adviceEnglish[worst.level - 1] ?? '' },
    sensitiveGroups: [...new Map(sensitive.map((group) => [group.zh, group])).values()],
  }
}
