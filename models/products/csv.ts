import type { ProductDocument, ProductItem } from './document.ts'

const columns: readonly (readonly [
  string,
  (item: ProductItem, document: ProductDocument) => string | number | null,
])[] = [
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
  ['issuedAt', (_, { issuedAt }) => issuedAt],
  ['version', (_, { version }) => version],
  ['demonstration', (_, { demonstration }) => String(demonstration)],
]

/** One line for each area and day, by RFC 4180; nothing where there is no value. */
export function productCsv(document: ProductDocument): string {
  const lines = document.items.map((item) =>
    columns.map(([, read]) => csvField(read(item, document))).join(','),
  )
  return [columns.map(([name]) => name).join(','), ...lines, ''].join('\r\n')
}

/** A text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvField(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
