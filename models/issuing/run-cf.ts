import type { Band } from '../../src/domain/forecast.ts'
import { parseInstant, parsePeriod } from '../../src/domain/time.ts'
import type { RunDocument } from './run-document.ts'

/** A variable of a NetCDF file; without dimensions it has one value. */
export type CfVariable = {
  readonly name: string
  readonly dimensions: readonly string[]
  readonly values: Float64Array | Float32Array | Int8Array | string
  readonly attributes: Readonly<Record<string, string | Int8Array | Float32Array>>
}

/** What a NetCDF file says: variables named like a dimension are its coordinates. */
export type CfFile = {
  readonly dimensions: Readonly<Record<string, number>>
  readonly variables: readonly CfVariable[]
  readonly attributes: Readonly<Record<string, string>>
}

/** Levels of the quantiles of a band, rising, with the names that they have inside. */
const quantiles = [
  [0.025, 'low95'],
  [0.1, 'low80'],
  [0.5, 'median'],
  [0.9, 'high80'],
  [0.975, 'high95'],
] as const satisfies readonly (readonly [number, keyof Band])[]

/** The CF table has names for air; for rivers and lakes it has none, sea water being something else. */
const standardNames: Readonly<Record<string, string>> = {
  a34004: 'mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air',
  a34002: 'mass_concentration_of_pm10_ambient_aerosol_particles_in_air',
  a21026: 'mass_concentration_of_sulfur_dioxide_in_air',
  a21004: 'mass_concentration_of_nitrogen_dioxide_in_air',
  a05024: 'mass_concentration_of_ozone_in_air',
  a21005: 'mass_concentration_of_carbon_monoxide_in_air',
}

/** Units of the catalogue as UDUNITS reads them; what it does not know is a plain number. */
const cfUnits: Readonly<Record<string, string>> = {
  '': '1',
  '℃': 'degree_Celsius',
  'mg/L': 'mg L-1',
  'µg/L': 'ug L-1',
  'ng/L': 'ng L-1',
  'cells/L': 'L-1',
  '个/L': 'L-1',
  NTU: '1',
  'µS/cm': 'uS cm-1',
  'µg/m³': 'ug m-3',
  'mg/m³': 'mg m-3',
  'm³/s': 'm3 s-1',
  'm/s': 'm s-1',
  '°': 'degree',
}

/** Attributes of a time by CF, in seconds. */
export const epochUnits = { units: 'seconds since 1970-01-01 00:00:00', calendar: 'standard' }
const secondsOf = (time: string) => parseInstant(time)! / 1_000
const spanSeconds = (period: string) => parsePeriod(period)! / 1_000

/**
 * A run by the CF conventions 1.11: time (start of a step, with its bounds) and quantile are the
 * coordinates; station and time of issue are scalar ones.
 */
export function runCf(document: RunDocument): CfFile {
  const { station, parameter, steps, model, note, hash, issuedAt } = document
  return {
    dimensions: { time: steps.length, quantile: quantiles.length, bnds: 2 },
    variables: [...coordinates(document), ...said(document)],
    attributes: {
      Conventions: 'CF-1.11',
      title: `Forecast of ${parameter.name.en} at ${station.name.en}`,
      source: model,
      history: `${issuedAt} issued`,
      ...(note === null ? {} : { comment: note }),
      run_hash: hash,
    },
  }
}

function coordinates(document: RunDocument): CfVariable[] {
  const { station, steps, step, issuedAt, cutOffAt, fittedAt } = document
  const times = steps.map(({ time }) => secondsOf(time))
  const moment = (name: string, time: string, more: Readonly<Record<string, string>>) => ({
    name,
    dimensions: [],
    values: Float64Array.of(secondsOf(time)),
    attributes: { ...epochUnits, ...more },
  })
  const place = (name: string, value: number, units: string) => ({
    name,
    dimensions: [],
    values: Float64Array.of(value),
    attributes: { standard_name: name, units },
  })
  return [
    {
      name: 'time',
      dimensions: ['time'],
      values: Float64Array.from(times),
      attributes: {
        ...{ standard_name: 'time', long_name: 'start of the step', axis: 'T' },
        ...{ ...epochUnits, bounds: 'time_bnds' },
      },
    },
    {
      name: 'time_bnds',
      dimensions: ['time', 'bnds'],
      values: Float64Array.from(times.flatMap((at) => [at, at + spanSeconds(step)])),
      attributes: {},
    },
    {
      name: 'quantile',
      dimensions: ['quantile'],
      values: Float64Array.from(quantiles, ([level]) => level),
      attributes: { long_name: 'level of the quantile', units: '1' },
    },
    {
      name: 'lead',
      dimensions: ['time'],
      values: Float64Array.from(steps, ({ lead }) => spanSeconds(lead)),
      attributes: { long_name: 'from the cut-off to the end of the step', units: 's' },
    },
    moment('forecast_reference_time', issuedAt, {
      standard_name: 'forecast_reference_time',
      long_name: 'time of issue',
    }),
    moment('cut_off_time', cutOffAt, { long_name: 'end of the inputs; nothing later was read' }),
    moment('fit_time', fittedAt, { long_name: 'cut-off of the fit that the run rests on' }),
    place('latitude', station.lat, 'degrees_north'),
    place('longitude', station.lon, 'degrees_east'),
    {
      name: 'station',
      dimensions: [],
      values: station.id,
      attributes: { standard_name: 'platform_id', long_name: station.name.en },
    },
  ]
}

function said({ parameter, steps, model }: RunDocument): CfVariable[] {
  const { code, name, unit } = parameter
  const standard = standardNames[code]
  const about = {
    ...(standard === undefined ? {} : { standard_name: standard }),
    units: cfUnits[unit] ?? unit,
    ...(unit === '' ? {} : { catalogue_unit: unit }),
    parameter: code,
    cell_methods: 'time: mean',
    coordinates: 'latitude longitude station forecast_reference_time lead',
  }
  const bands = (of: 'model' | 'climatology', by: string) => ({
    dimensions: ['time', 'quantile'],
    values: Float32Array.from(steps.flatMap((step) => quantiles.map(([, key]) => step[of][key]))),
    attributes: { ...about, long_name: `${name.en}, quantiles by ${by}` },
  })
  const points = (of: 'persistence' | 'seasonalNaive', by: string) => ({
    dimensions: ['time'],
    values: Float32Array.from(steps, (step) => step[of]),
    attributes: { ...about, long_name: `${name.en}, ${by}` },
  })
  const flags = (
    meanings: string,
    long_name: string,
    read: (at: RunDocument['steps'][number]) => boolean,
  ) => ({
    dimensions: ['time'],
    values: Int8Array.from(steps, (step) => Number(read(step))),
    attributes: { long_name, flag_values: Int8Array.of(0, 1), flag_meanings: meanings },
  })
  const forecast = bands('model', model)
  return [
    {
      name: 'forecast',
      ...forecast,
      attributes: { ...forecast.attributes, ancillary_variables: 'published served' },
    },
    { name: 'climatology', ...bands('climatology', 'climatology') },
    { name: 'persistence', ...points('persistence', 'the last known value') },
    { name: 'seasonal_naive', ...points('seasonalNaive', 'the newest value at that time of day') },
    {
      name: 'published',
      ...flags('not_published published', 'has skill', ({ published }) => published),
    },
    {
      name: 'served',
      ...flags('model climatology', 'which is served', ({ served }) => served === 'climatology'),
    },
  ]
}
