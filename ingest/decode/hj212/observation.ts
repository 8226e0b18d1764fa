import { mediumOf } from '../../../src/domain/catalogue.ts'
import type { Hj212Source, Parameter } from '../../../src/domain/network.ts'
import type { Fault, RawReading } from '../../../src/domain/reading.ts'
import {
  dayMs,
  formatPeriod,
  hourMs,
  parseInstant,
  type Instant,
} from '../../../src/domain/time.ts'
import type { DecodeContext, DecodeLimits, DecoderSetup } from '../decode.ts'
import { fault, quote, refuseRepeated } from '../fault.ts'
import { qualifierOf, sourceFlagOf } from '../source-flag.ts'
import { checkTime, readValue, refuseNonNumber } from '../value.ts'
import { commandContent, type CommandContent } from './command.ts'
import type { Field, Segment } from './segment.ts'

/** Readings of one frame; `values` came, and where `refused` none is taken. */
export type Observation = {
  readonly readings: readonly RawReading[]
  readonly faults: readonly Fault[]
  readonly values: number
  readonly refused: boolean
}

/** The fields of one factor; `repeated` where one field stands twice. */
type Factor = {
  readonly code: string
  readonly fields: Map<string, string>
  repeated: boolean
}

/** What all readings of a frame share. */
type Frame = {
  readonly content: Exclude<CommandContent, 'other'>
  readonly source: Hj212Source
  readonly dataAt: Instant
  readonly historical: boolean
}

/**
 * Reads the values of a frame by the registration of the station it came from: its number (MN),
 * its code map, its units, its dialect of flags. Commands that carry no readings yield none.
 */
export function readObservation(
  segment: Segment,
  setup: DecoderSetup,
  context: DecodeContext,
): Observation {
  const source = context.station.hj212
  const factors = groupFactors(segment.fields)
  const refuse = (why: Fault): Observation => {
    return { readings: [], faults: [why], values: Math.max(1, factors.length), refused: true }
  }
  if (source === null || segment.mn !== source.mn) {
    const detail = `MN: ${quote(segment.mn)} is not registered to station ${context.station.id}`
    return refuse(fault(null, 'hj212-mn', detail))
  }
  const content = commandContent(segment.cn ?? '')
  if (content === null) {
    return refuse(fault(null, 'hj212-command', `CN: ${quote(segment.cn)} is no known command`))
  }
  if (content === 'other') return { readings: [], faults: [], values: 0, refused: false }
  const dataAt = readDataTime(segment.fields)
  if (typeof dataAt !== 'number') return refuse(dataAt)
  if (factors.length === 0) {
    return refuse(fault(null, 'no-values', 'CP: expected at least one factor, got none'))
  }
  const wrongTime = checkTime(null, dataAt, context.now, setup.limits)
  if (wrongTime !== null) return refuse(wrongTime)
  const frame: Frame = { content, source, dataAt, historical: segment.resent }
  const faults: Fault[] = []
  const taken: RawReading[] = []
  for (const factor of factors) {
    const read = readFactor(factor, frame, setup, context)
    if ('detail' in read) faults.push(read)
    else taken.push(read)
  }
  const readings = refuseRepeated(taken, faults)
  return { readings, faults, values: factors.length, refused: false }
}

function groupFactors(fields: readonly Field[]): Factor[] {
  const factors = new Map<string, Factor>()
  for (const { factor: code, name, value } of fields) {
    if (code === '') continue
    let factor = factors.get(code)
    if (factor === undefined) {
      factor = { code, fields: new Map(), repeated: false }
      factors.set(code, factor)
    }
    if (factor.fields.has(name)) factor.repeated = true
    factor.fields.set(name, value)
  }
  return [...factors.values()]
}

function readDataTime(fields: readonly Field[]): Instant | Fault {
  const times = fields.filter(({ factor, name }) => factor === '' && name === 'DataTime')
  const [first] = times
  const at = times.length === 1 && first !== undefined ? parseBeijingTime(first.value) : null
  if (at !== null) return at
  const came = times.length > 1 ? `${times.length} of them` : quote(first?.value)
  return fault(null, 'bad-time', `DataTime: expected 14 or 17 digits in Beijing time, got ${came}`)
}

const compactTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})?$/

/** `YYYYMMDDhhmmss`, with or without milliseconds; the standard has no other zone. */
function parseBeijingTime(text: string): Instant | null {
  const match = compactTime.exec(text)
  if (match === null) return null
  const [, year, month, day, hour, minute, second, fraction = '000'] = match
  const date = `${String(year)}-${String(month)}-${String(day)}`
  const time = `${String(hour)}:${String(minute)}:${String(second)}.${fraction}`
  return parseInstant(`${date}T${time}+08:00`)
}

function readFactor(
  factor: Factor,
  frame: Frame,
  setup: DecoderSetup,
  { station, now }: DecodeContext,
): RawReading | Fault {
  const { code } = factor
  const name = frame.source.codes[code] ?? code
  const parameter = setup.catalogue.resolve(name, mediumOf(station.kind))
  if (parameter === null) {
    return fault(code, 'unknown-parameter', `${quote(code)}: not in the catalogue`)
  }
  if (factor.repeated) {
    const detail = `${code}: expected each field of a factor once`
    return fault(parameter.code, 'duplicate-parameter', detail)
  }
  const observedAt = readObservedAt(parameter, factor, frame, now, setup.limits)
  if (typeof observedAt !== 'number') return observedAt
  const value = readFactorValue(parameter, factor, frame.source, setup.limits)
  if (typeof value !== 'number') return value
  const letter = factor.fields.get('Flag') ?? ''
  const sourceFlag = sourceFlagOf(frame.source.flagDialect, letter === '' ? 'N' : letter)
  if (sourceFlag === null) {
    const expected = `a flag of the ${frame.source.flagDialect} dialect`
    return fault(parameter.code, 'bad-value', `${code}: expected ${expected}, got ${quote(letter)}`)
  }
  return {
    station: station.id,
    parameter: parameter.code,
    period: formatPeriod(periodMs(frame.content, setup.limits)),
    source: 'automatic',
    depthM: null,
    observedAt,
    value,
    qualifier: qualifierOf(sourceFlag),
    sourceFlag,
    historical: frame.historical,
  }
}

/** An analyser's own sample time, where a moment's factor states one; else the frame's time. */
function readObservedAt(
  parameter: Parameter,
  { code, fields }: Factor,
  { content, dataAt }: Frame,
  now: Instant,
  limits: DecodeLimits,
): Instant | Fault {
  const sampleTime = fields.get('SampleTime')
  if (content !== 'moment' || sampleTime === undefined) return dataAt
  const at = parseBeijingTime(sampleTime)
  if (at !== null) return checkTime(parameter.code, at, now, limits) ?? at
  const detail = `${code}-SampleTime: expected 14 or 17 digits, got ${quote(sampleTime)}`
  return fault(parameter.code, 'bad-time', detail)
}

const decimalNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

function readFactorValue(
  parameter: Parameter,
  { code, fields }: Factor,
  source: Hj212Source,
  limits: DecodeLimits,
): number | Fault {
  const text = fields.get('Rtd') ?? fields.get('Avg')
  if (text === undefined || !decimalNumber.test(text)) {
    return refuseNonNumber(parameter, code, text)
  }
  const unit = source.units[code] ?? source.units[parameter.code] ?? parameter.hj212Unit
  return readValue(parameter, code, Number(text), unit, limits)
}

function periodMs(content: Frame['content'], limits: DecodeLimits): number {
  switch (content) {
    case 'moment':
      return 0
    case 'minutes':
      return limits.hj212MinutePeriodMs
    case 'hour':
      return hourMs
    case 'day':
      return dayMs
  }
}
