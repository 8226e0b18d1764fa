import { csvOf, type CsvColumns } from '../../src/domain/csv.ts'
import type { ProductDocument, ProductItem } from './document.ts'

const itemColumns: CsvColumns<ProductItem> = [
  ['area', ({ area }) => area],
  ['leadDay', ({ leadDay }) => leadDay],
  ['date', ({ date }) => date],
  ['trend', ({ trend }) => String(trend)],
  ['aqiLow', ({ aqiLow }) => aqiLow],
  ['aqiHigh', ({ aqiHigh }) => aqiHigh],
  ['levels', ({ levels }) => levels.join(' ')],
  ['levelWords', ({ levelWords }) => levelWords?.zh ?? null],
  ['colour', ({ colour }) => colour],
  ['primaryPollutants', ({ primaryPollutants }) => primaryPollutants.join(' ')],
  ['pm25Low', ({ pm25Low }) => pm25Low],
  ['pm25High', ({ pm25High }) => pm25High],
  ['o3Low', ({ o3Low }) => o3Low],
  ['o3High', ({ o3High }) => o3High],
  ['weather', ({ weather }) => weather.zh],
  ['advice', ({ advice }) => advice?.zh ?? null],
  ['sensitiveGroups', ({ sensitiveGroups }) => sensitiveGroups.map(({ zh }) => zh).join('、')],
  ['reason', ({ reason }) => reason],
]

/** One line for each area and day. */
export function productCsv(released: ProductDocument): string {
  const { items, issuedAt, version, demonstration, exercise = false } = released
  const columns: CsvColumns<ProductItem> = [
    ...itemColumns,
    ['issuedAt', () => issuedAt],
    ['version', () => version],
    ['demonstration', () => String(demonstration)],
    // Only in a drill, so that what was released before keeps its bytes.
    ...(exercise ? ([['exercise', () => 'true']] as const) : []),
  ]
  return csvOf(columns, items)
}
