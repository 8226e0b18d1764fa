import { dayMs, parseInstant, secondMs, dayStart } from '../../src/domain/time.ts'
import { epochUnits, type CfFile, type CfVariable } from '../issuing/run-cf.ts'
import { type ProductDocument, type ProductItem } from './document.ts'

/** What stands where nothing was agreed. */
const missing = { _FillValue: Float32Array.of(NaN) }

const ranges = [
  ['aqi_low', 'aqiLow', 'air quality index, low end of the range', '1'],
  ['aqi_high', 'aqiHigh', 'air quality index, high end of the range', '1'],
  ['pm25_low', 'pm25Low', 'day mean of PM2.5, low end', 'ug m-3'],
  ['pm25_high', 'pm25High', 'day mean of PM2.5, high end', 'ug m-3'],
  ['o3_low', 'o3Low', 'largest 8-hour mean of ozone, low end', 'ug m-3'],
  ['o3_high', 'o3High', 'largest 8-hour mean of ozone, high end', 'ug m-3'],
] as const satisfies readonly (readonly [string, keyof ProductItem, string, string])[]

/**
 * A released product by the CF conventions 1.11: area and time (the target day in Beijing, with its
 * bounds) are the coordinates. Words, parties and minutes stand in its JSON, which `product_hash`
 * names.
 */
export function productCf(released: ProductDocument & { readonly hash: string }): CfFile {
  const { date, version, issuedAt, areas, items, demonstration, exercise, hash } = released
  const days = [...new Set(items.map((item) => item.date))].sort()
  return {
    dimensions: { area: areas.length, time: days.length, bnds: 2 },
    variables: [...coordinates(released, days), ...agreed(released, days)],
    attributes: {
      Conventions: 'CF-1.11',
      title: `Joint air-quality forecast issued on ${date}, version ${version}`,
      source: demonstration ? 'demonstration' : 'consultation of the parties',
      history: `${issuedAt} released`,
      ...(exercise === true ? { comment: 'exercise: not an official release' } : {}),
      references: released.standards.join(', '),
      product_hash: hash,
    },
  }
}

function coordinates({ areas, issuedAt }: ProductDocument, days: readonly string[]): CfVariable[] {
  const starts = days.map(dayStart)
  const seconds = (times: readonly number[]) => Float64Array.from(times, (at) => at / secondMs)
  return [
    {
      ...{ name: 'time', dimensions: ['time'], values: seconds(starts) },
      attributes: {
        ...{ standard_name: 'time', long_name: 'start of the day in Beijing', axis: 'T' },
        ...{ ...epochUnits, bounds: 'time_bnds' },
      },
    },
    {
      ...{ name: 'time_bnds', dimensions: ['time', 'bnds'], attributes: {} },
      values: seconds(starts.flatMap((at) => [at, at + dayMs])),
    },
    {
      ...{ name: 'area', dimensions: ['area'], values: Int8Array.from(areas.keys()) },
      attributes: {
        long_name: 'district of the zone, or the zone',
        flag_values: Int8Array.from(areas.keys()),
        flag_meanings: areas.map(({ area }) => area).join(' '),
      },
    },
    {
      ...{ name: 'forecast_reference_time', dimensions: [] },
      values: seconds([parseInstant(issuedAt)!]),
      attributes: { standard_name: 'forecast_reference_time', ...epochUnits },
    },
  ]
}

function agreed(
  { areas, items, pollutants }: ProductDocument,
  days: readonly string[],
): CfVariable[] {
  const byCell = new Map(items.map((item) => [`${item.area}|${item.date}`, item]))
  const cells = areas.flatMap(({ area }) => days.map((day) => byCell.get(`${area}|${day}`)))
  const grid = { dimensions: ['area', 'time'] }
  const about = { coordinates: 'forecast_reference_time' }
  const numbers = ranges.map(([name, key, long_name, units]) => ({
    ...{ name, ...grid },
    values: Float32Array.from(cells, (cell) => cell?.[key] ?? NaN),
    attributes: { long_name, units, ...about, ...missing },
  }))
  const primary = pollutants.map(({ code, name }) => ({
    ...{ name: `primary_${code}`, ...grid },
    values: Int8Array.from(cells, (cell) =>
      Number(cell?.primaryPollutants.includes(code) ?? false),
    ),
    attributes: {
      ...{ long_name: `${name.en} is a primary pollutant`, ...about },
      ...{ flag_values: Int8Array.of(0, 1), flag_meanings: 'no yes' },
    },
  }))
  return [...numbers, ...primary]
}
