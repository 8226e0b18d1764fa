import { describe, expect, it } from 'vitest'
import { alertKinds } from '../src/domain/event.ts'
import type { Json } from '../src/domain/json.ts'
import { readEvidence } from './evidence.ts'
import { sentencesOf, type Telling } from './evidence-words.ts'

const names: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  w21003: { zh: '氨氮', en: 'ammonia nitrogen' },
  w01009: { zh: '溶解氧', en: 'dissolved oxygen' },
  w01001: { zh: 'pH', en: 'pH' },
  a34004: { zh: '细颗粒物', en: 'fine particles (PM2.5)' },
}
const tellingIn = (language: 'zh' | 'en'): Telling => ({
  language,
  factor: (code) => names[code]?.[language] ?? code,
  isMoreBetter: (code) => code === 'w01009',
})
type About = Parameters<typeof sentencesOf>[0]
type Free = Readonly<Record<string, Json>>

const cases: readonly (readonly [string, About, Free, string, string])[] = [
  [
    'a bloom by its tier',
    { kind: 'algal-bloom', colour: 'yellow' },
    { parameter: 'w19011', value: 2e7, unit: 'cells/L', oxygenMgL: 8.76, ph: null },
    'This reaches the yellow tier for algal blooms. Dissolved oxygen is 8.76 mg/L.',
    '达到蓝藻水华黄色等级。溶解氧 8.76 mg/L。',
  ],
  [
    'early signs of a bloom',
    { kind: 'algal-bloom', colour: 'blue', rule: 'bloom-ahead' },
    {
      ...{ parameter: 'w01016', value: 14.2, unit: 'µg/L' },
      ...{ probability3Days: 0.08, probability7Days: 0.18, probability14Days: 0.32 },
      drivers: [
        { parameter: 'w01009', what: 'swing', share: 0.6 },
        { parameter: 'w01001', what: 'level', share: 0.3 },
        { parameter: 'w01009', what: 'level', share: 0.1 },
      ],
    },
    'A bloom is 8 % likely within 3 days, 18 % within 7 and 32 % within 14. ' +
      'Driven by dissolved oxygen, pH.',
    '3 天内发生水华的概率为 8 %，7 天内 18 %，14 天内 32 %。主要依据：溶解氧、pH。',
  ],
  [
    'early signs of a bloom, with what their probabilities are worth',
    { kind: 'algal-bloom', colour: 'blue', rule: 'bloom-ahead' },
    {
      ...{ probability3Days: 0.03, probability7Days: 0.08, probability14Days: 0.15 },
      ...{ between3Days: [0.01, 0.06], between7Days: [0.03, 0.14], between14Days: [0.06, 0.26] },
      calibration: { lakeYears: 7, blooms: 3, skill: -0.01 },
    },
    'A bloom is 3 % likely within 3 days (1 to 6 %), 8 % within 7 (3 to 14 %) and 15 % within 14 ' +
      '(6 to 26 %). Calibrated on 7 lake-years with 3 blooms, where it told no more than the usual ' +
      'rate of blooms.',
    '3 天内发生水华的概率为 3 %（1 至 6 %），7 天内 8 %（3 至 14 %），14 天内 15 %（6 至 26 %）。' +
      '以 7 个湖泊年、其中 3 次水华校准，所得不优于水华的通常频率。',
  ],
  [
    'early signs of a bloom beside a lake that is like it',
    { kind: 'algal-bloom', colour: 'blue', rule: 'bloom-ahead' },
    { calibration: { lakeYears: 5, blooms: 3, skill: 0.14 } },
    'Calibrated on 5 lake-years with 3 blooms.',
    '以 5 个湖泊年、其中 3 次水华校准。',
  ],
  [
    'a slow series that is worse at once, and when it passes its target',
    { kind: 'deterioration', colour: 'yellow', rule: 'slow-deterioration' },
    {
      ...{ parameter: 'w21003', value: 0.71, unit: 'mg/L', target: 'III', limit: 1 },
      ...{ shape: 'sudden', since: '2026-08-31T16:00:00Z', expected: 0.4, came: 0.7 },
      crossing: { days: 61, earliestDays: 41, latestDays: null },
    },
    'A sudden change: since 1 Sept 2026 the level is 0.7 mg/L; the season lets expect ' +
      '0.4 mg/L. If it goes on so, the limit of 1 mg/L (class III) is passed in some 61 days, ' +
      '41 at the earliest; it may also not be passed within a year.',
    '突变型恶化：自2026/9/1起水平为 0.7 mg/L，按季节预期 0.4 mg/L。' +
      '若持续下去，约 61 天后将越过 III 类限值 1 mg/L，最早 41 天，也可能一年内不越过。',
  ],
  [
    'a slow series that became worse little by little',
    { kind: 'deterioration', colour: 'blue', rule: 'slow-deterioration' },
    {
      ...{ parameter: 'w01009', value: 5.9, unit: 'mg/L', target: 'III', limit: 5 },
      ...{ shape: 'gradual', since: '2026-03-31T16:00:00Z', expected: 7.6, came: 5.8 },
      crossing: { days: 61, earliestDays: 41, latestDays: 91 },
    },
    'A gradual change: since 1 Apr 2026 the level has come to 5.8 mg/L; the season ' +
      'lets expect 7.6 mg/L. If it goes on so, the limit of 5 mg/L (class III) is passed in some ' +
      '61 days, 41 at the earliest, 91 at the latest.',
    '渐变型恶化：自2026/4/1起水平已变为 5.8 mg/L，按季节预期 7.6 mg/L。' +
      '若持续下去，约 61 天后将越过 III 类限值 5 mg/L，最早 41 天，最晚 91 天。',
  ],
  [
    'a worse class against target and usual',
    { kind: 'deterioration', colour: 'blue' },
    {
      ...{ parameter: 'w21003', value: 1.318, unit: 'mg/L', limit: 1 },
      ...{ class: 'IV', target: 'III', usual: 'II', bestInDay: 'II' },
    },
    'The water is now class IV because of ammonia nitrogen; its target is class III. ' +
      'At 1 mg/L or less it is class III. Usual here is class II.',
    '因氨氮，水质现为 IV 类，目标为 III 类。不高于 1 mg/L 为 III 类。此处常态为 II 类。',
  ],
  [
    'oxygen, of which more is better, far down within a day',
    { kind: 'deterioration', colour: 'yellow' },
    {
      ...{ parameter: 'w01009', value: 1.9, unit: 'mg/L', limit: 2 },
      ...{ class: 'V+', target: 'III', usual: 'III', bestInDay: 'II' },
    },
    'The water is now worse than V because of dissolved oxygen; its target is class III. ' +
      'At 2 mg/L or more it is class V. Usual here is class III. ' +
      'The best of the last 24 hours was class II.',
    '因溶解氧，水质现为劣 V 类，目标为 III 类。不低于 2 mg/L 为 V 类。此处常态为 III 类。' +
      '近 24 小时最好为 II 类。',
  ],
  [
    'a forecast as a forecast, not as a limit that is exceeded',
    { kind: 'deterioration', colour: 'blue', rule: 'forecast-class' },
    {
      ...{ forecast: true, parameter: 'w01009', value: 8, unit: 'mg/L', limit: 5 },
      ...{ target: 'III', probability24h: 0.35, probability72h: 0.875 },
    },
    'A forecast, not measured: worse than class III with 35 % within 24 h, 88 % within 72 h.',
    '此为预报，尚未测到：24 小时内劣于 III 类的可能性 35%，72 小时内 88%。',
  ],
  [
    'a bloom that is forecast, by its tiers',
    { kind: 'algal-bloom', colour: 'blue', rule: 'forecast-bloom' },
    {
      ...{ forecast: true, parameter: 'w19011', value: 1e6, unit: 'cells/L' },
      ...{ probability24h: 0, probability72h: 0.9, tiers: { blue: 0.9, yellow: 0.2 } },
    },
    'A forecast, not measured: a bloom tier is reached with 0 % within 24 h, 90 % within 72 h. ' +
      'By tier within 72 h: blue 90 %, yellow 20 %.',
    '此为预报，尚未测到：24 小时内达到水华级别的可能性 0%，72 小时内 90%。' +
      '72 小时内分级：蓝色 90 %，黄色 20 %。',
  ],
  [
    'a forecast that ended with its rule',
    { kind: 'deterioration', colour: 'blue', rule: 'forecast-class' },
    {
      ...{ forecast: true, parameter: 'w01009', value: 8, unit: 'mg/L', ended: 'rule-disabled' },
      ...{ target: 'III', probability24h: 0.35, probability72h: 0.875 },
    },
    'A forecast, not measured: worse than class III with 35 % within 24 h, 88 % within 72 h. ' +
      'Ended because its rule is disabled, not because it was refuted.',
    '此为预报，尚未测到：24 小时内劣于 III 类的可能性 35%，72 小时内 88%。' +
      '因规则停用而结束，并非预报已排除。',
  ],
  [
    'a toxic limit exceeded',
    { kind: 'deterioration', colour: 'orange', rule: 'toxic-limit' },
    { parameter: 'w20004', value: 0.009, unit: 'mg/L', limit: 0.005, warnAt: 0.004 },
    'This is 1.8 times the limit of 0.005 mg/L.',
    '为限值 0.005 mg/L 的 1.8 倍。',
  ],
  [
    'a limit that is near',
    { kind: 'limit', colour: 'blue' },
    { parameter: 'w20004', value: 0.0041, unit: 'mg/L', limit: 0.005, warnAt: 0.004 },
    'The warning value of 0.004 mg/L is reached; the limit is 0.005 mg/L.',
    '已达到预警值 0.004 mg/L，限值为 0.005 mg/L。',
  ],
  [
    'one unusual factor',
    { kind: 'unusual', colour: 'blue' },
    { parameter: 'w01001', value: 9.9, unit: '', expectedLow: 7.4, expectedHigh: 8.1 },
    'Between 7.4 and 8.1 was expected at this time. ' +
      'No other factor is unusual here: it may be the sensor.',
    '此时预期在 7.4 至 8.1 之间。此处没有其他因子异常，可能是仪器问题。',
  ],
  [
    'an unusual row, with the share of each factor',
    { kind: 'unusual', colour: 'yellow' },
    {
      ...{ parameter: 'w01009', value: 4.1, unit: 'mg/L', expected: 7.24, score: 0.6 },
      shares: [
        { parameter: 'w01009', unit: 'mg/L', share: -0.8, expected: 7.24, came: 4.1 },
        { parameter: 'w01001', unit: '', share: 0.2, expected: 7.8, came: 8.4 },
        { parameter: 'w21003', unit: 'mg/L', share: 0.01, expected: 0.4, came: null },
      ],
    },
    'Driven by dissolved oxygen at 4.1 mg/L where 7.24 was expected (−80 %); pH at 8.4 where ' +
      '7.8 was expected (+20 %). Several factors are unusual together: it is hardly the sensor.',
    '主要由溶解氧 4.1 mg/L（预期 7.24，占 −80 %）；pH 8.4（预期 7.8，占 +20 %）引起。' +
      '多个因子同时异常，不像是仪器问题。',
  ],
  [
    'an unusual row beside changes of context',
    { kind: 'unusual', colour: 'blue' },
    {
      shares: [
        {
          ...{ parameter: 'w01009', unit: 'mg/L', share: -1, expected: 7.2, came: 4.1 },
          after: { context: 'visit', minutesAgo: null },
        },
      ],
      explained: [
        { parameter: 'w01001', context: 'w21003', minutesAgo: 25 },
        { parameter: 'w01003' },
      ],
    },
    'Driven by dissolved oxygen at 4.1 mg/L where 7.2 was expected (−100 %). ' +
      'Explained by a change 25 min before, of ammonia nitrogen: pH. ' +
      'Beyond what a visit to the instruments explains: dissolved oxygen. ' +
      'No other factor is unusual here: it may be the sensor.',
    '主要由溶解氧 4.1 mg/L（预期 7.2，占 −100 %）引起。pH的变化可由氨氮解释（此前 25分钟 有变）。' +
      '溶解氧超出仪器维护或校准所能解释的范围。此处没有其他因子异常，可能是仪器问题。',
  ],
  [
    'several unusual factors',
    { kind: 'unusual', colour: 'yellow' },
    {},
    'Several factors are unusual together: it is hardly the sensor.',
    '多个因子同时异常，不像是仪器问题。',
  ],
  [
    'a probe that stands still',
    { kind: 'sensor-fault', colour: null, rule: 'sensor-stuck' },
    { parameter: 'w01003', value: 0, unit: 'NTU' },
    'The value no longer moves: the probe is suspected, not the water.',
    '数值不再变化，疑为探头故障，而非水质变化。',
  ],
  [
    'a clock that is ahead',
    { kind: 'sensor-fault', colour: null, rule: 'station-clock' },
    { clockOffsetMinutes: 12.5, lastReceivedAt: 0 },
    'The clock of the station is 12.5 min ahead: what it sends is refused.',
    '站点时钟快 12.5 分钟，数据被拒收。',
  ],
  [
    'a value no water has',
    { kind: 'sensor-fault', colour: null, rule: 'sensor-range' },
    { parameter: 'w01001', value: 15, unit: '', sourceFlag: 'ok', hardRange: [0, 14] },
    'No water has such a value (possible: 0 to 14): the probe is suspected.',
    '水体不可能有此数值（可能范围 0 至 14），疑为探头故障。',
  ],
  [
    'an instrument marked by its station',
    { kind: 'sensor-fault', colour: null, rule: 'sensor-range' },
    { sourceFlag: 'fault', hardRange: [0, 14] },
    'The station itself marks this instrument as faulty.',
    '站点自行标记该仪器故障。',
  ],
  [
    'air',
    { kind: 'air', colour: 'yellow' },
    { parameter: 'a34004', value: 168.5, unit: 'µg/m³', aqi: 218 },
    'The hourly value of fine particles (PM2.5) gives an air quality index of 218: ' +
      'level 5, heavy pollution.',
    '细颗粒物小时值对应的空气质量指数为 218，五级 重度污染。',
  ],
  [
    'a silent station with what it hides',
    { kind: 'silence', colour: null, subject: 'dianfeng' },
    { lastReceivedAt: 0, thresholdMs: 900_000, hides: ['w01001', 'w01009'] },
    'Nothing has come from this station since 1 Jan, 08:00; up to 15 min is normal. ' +
      '2 factors are missing with it.',
    '自 1/1 08:00 起未收到该站任何数据，正常间隔不超过15分钟。同时缺失 2 个因子。',
  ],
  [
    'a silent factor, named by the subject',
    { kind: 'silence', colour: null, subject: 'dianfeng/w21003' },
    { lastReceivedAt: 0, thresholdMs: 43_200_000 },
    'No value of ammonia nitrogen has come since 1 Jan, 08:00; up to 12 hr is normal.',
    '自 1/1 08:00 起未收到氨氮数据，正常间隔不超过12小时。',
  ],
  [
    'the engine, whose own message found no way',
    { kind: 'system', colour: null, rule: 'canary', subject: 'engine' },
    { lagSeconds: 130.2, worstSeconds: 140, limit: 30 },
    'A message of the engine to itself had no receipt for 130.2 s; 30 s are allowed.',
    '引擎发给自己的消息 130.2 s 未收到回执，允许 30 s。',
  ],
  [
    'the engine, which lags',
    { kind: 'system', colour: null, rule: 'system-lag', subject: 'engine' },
    { lagSeconds: 75, worstSeconds: 75, limit: 60 },
    'The oldest message not told of has waited 75 s; 60 s are allowed.',
    '最早一条未处理的消息已等待 75 s，允许 60 s。',
  ],
]

describe('sentencesOf', () => {
  it.each(cases)('%s', (_case, about, free, english, chinese) => {
    const evidence = readEvidence(free)
    expect(sentencesOf(about, evidence, tellingIn('en')).join(' ')).toBe(english)
    expect(sentencesOf(about, evidence, tellingIn('zh')).join('')).toBe(chinese)
  })

  it.each(alertKinds)('says nothing false of an empty %s', (kind) => {
    const said = sentencesOf({ kind, colour: null }, readEvidence({}), tellingIn('en')).join(' ')
    expect(said).not.toMatch(/[{}]|null|NaN|undefined/)
  })
})
