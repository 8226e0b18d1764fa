import type { Names } from '../../src/domain/network.ts'
import { usualTitle } from '../../src/domain/product-plan.ts'

/** Words of the bulletin in one language. */
export type BulletinWords = {
  readonly language: keyof Names
  readonly lang: string
  readonly issue: (date: string, version: number) => string
  readonly issued: (time: string, standards: string) => string
  readonly demonstration: string
  readonly exercise: string
  readonly correction: (of: number, reason: string) => string
  readonly picture: string
  readonly pictureNote: string
  readonly range: (low: number | null, high: number | null) => string
  readonly headings: Readonly<
    Record<
      | 'area'
      | 'date'
      | 'aqi'
      | 'level'
      | 'primary'
      | 'pm25'
      | 'o3'
      | 'trend'
      | 'days'
      | 'advice'
      | 'groups'
      | 'weather'
      | 'minutes'
      | 'parties'
      | 'basis',
      string
    >
  >
  readonly none: string
  /** After minutes that do not fit the sheet. */
  readonly cut: string
  readonly noValue: string
  readonly signed: (person: string, time: string) => string
  readonly basis: (runs: number, cutOff: string, stored: number, hours: number) => string
  readonly unpublished: string
  readonly hashes: (draft: string, product: string) => string
}

/** What stands over a product. */
export const titleOf = (
  { title = usualTitle }: { readonly title?: Names },
  { language }: BulletinWords,
): string => title[language]

const dash = (low: number | null, high: number | null) =>
  low === high ? `${low}` : `${low}–${high}`

export const chineseWords: BulletinWords = {
  language: 'zh',
  lang: 'zh-CN',
  issue: (date, version) => `${date} 发布 · 第 ${version} 版`,
  issued: (time, standards) => `发布时间 ${time}（北京时间）· 依据 ${standards}`,
  demonstration: '演示：由模拟数据生成，非真实预报',
  exercise: '演练：非正式发布',
  correction: (of, reason) => `更正第 ${of} 版：${reason}`,
  picture: '各区（县）次日空气质量等级示意图',
  pictureNote: 'D+1，按站点位置示意，非行政区界；圆点为空气站',
  range: (low, high) => (low === null ? '—' : `AQI ${dash(low, high)}`),
  headings: {
    area: '区域',
    date: '日期',
    aqi: 'AQI',
    level: '等级',
    primary: '首要污染物',
    pm25: 'PM₂.₅ µg/m³',
    o3: 'O₃-8h µg/m³',
    trend: '未来趋势（AQI）',
    days: '逐日预报',
    advice: '健康提示',
    groups: '敏感人群',
    weather: '气象条件',
    minutes: '会商纪要',
    parties: '会商签发',
    basis: '依据',
  },
  none: '无',
  cut: '……（全文见 JSON）',
  noValue: '资料不足，不作预报',
  signed: (person, time) => `${person}，${time}`,
  basis: (runs, cutOff, stored, hours) =>
    `${runs} 组逐小时预报（起报 ${cutOff}）与 ${stored} 个整日实测的污染物联合分布；` +
    `必报时段内预报覆盖至少 ${hours}/24 小时，其余以历史同时刻补足，趋势日为历史分布。`,
  unpublished: '所用预报的技巧尚未检验或未优于持续性，仅供参考。',
  hashes: (draft, product) => `初稿 ${draft} · 本版 ${product}`,
}

export const englishWords: BulletinWords = {
  language: 'en',
  lang: 'en',
  issue: (date, version) => `Issued ${date} · version ${version}`,
  issued: (time, standards) => `Released ${time} Beijing time · by ${standards}`,
  demonstration: 'Demonstration: made from simulated readings, no real forecast',
  exercise: 'Exercise: not an official release',
  correction: (of, reason) => `Corrects version ${of}: ${reason}`,
  picture: 'Levels of the districts on the next day',
  pictureNote: 'D+1, drawn by where stations stand, not by borders; dots are air stations',
  range: (low, high) => (low === null ? '—' : `AQI ${dash(low, high)}`),
  headings: {
    area: 'Area',
    date: 'Date',
    aqi: 'AQI',
    level: 'Level',
    primary: 'Primary pollutant',
    pm25: 'PM₂.₅ µg/m³',
    o3: 'O₃ 8 h µg/m³',
    trend: 'Trend of the days after (AQI)',
    days: 'Day by day',
    advice: 'Health advice (our translation)',
    groups: 'Sensitive groups',
    weather: 'Weather',
    minutes: 'Minutes of the consultation',
    parties: 'Signed off by',
    basis: 'What it rests on',
  },
  none: 'none',
  cut: '… (in full in the JSON)',
  noValue: 'too little is known for a forecast',
  signed: (person, time) => `${person}, ${time}`,
  basis: (runs, cutOff, stored, hours) =>
    `${runs} hourly forecasts (cut-off ${cutOff}) in the joint distribution of ${stored} whole ` +
    `measured days; on the days day by day the forecasts cover at least ${hours} of 24 hours, the ` +
    'stored days fill the rest, and all of the trend.',
  unpublished: 'The skill of these forecasts is not known yet, or does not beat persistence.',
  hashes: (draft, product) => `draft ${draft} · this version ${product}`,
}
