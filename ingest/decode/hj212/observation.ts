import { mediumOf } from '../../../src/domain/catalogue.ts'
import type { Hj212Source, Parameter } from '../../../src/domain/network.ts'
import type { Fault, RawReading } from '../../../src/domain/reading.ts'
import { formatPeriod, parsePeriod, type Instant } from '../../../src/domain/time.ts'
import type { DecodeContext, DecodeLimits, DecoderSetup } from '../decode.ts'
import { fault, quote, refuseRepeated } from '../fault.ts'
import { qualifierOf, sourceFlagOf } from '../source-flag.ts'
import { checkTime, readValue, refuseNonNumber } from '../value.ts'
import type { Area, Factor } from './area.ts'
import { commandContent, type CommandContent } from './command.ts'
import type { Head } from './segment.ts'
import { parseBeijingTime } from './time.ts'

/** Readings of one frame; `values` came, and where `refused` none is taken. */
export type Observation = {
  readonly readings: readonly RawReading[]
  readonly faults: readonly Fault[]
  readonly values: number
  readonly refused: boolean
  /** End of its time by the gateway's clock; null where unreadable, and for back-fill. */
  readonly sentAt: Instant | null
}

/** What all readings of a frame share. */
type Frame = {
  readonly source: Hj212Source
  readonly period: string
  readonly isMoment: boolean
  readonly dataAt: Instant
  readonly historical: boolean
}

/**
 * Reads the values of a frame by the registration of the station it came from: its number (MN),
 * its code map, its units, its periods, its dialect of flags. Commands that carry no readings
 * yield none.
 *
 * @param area  deciphered where it came ciphered
 */
export function readObservation(
  head: Head,
  area: Area,
  setup: DecoderSetup,
  context: DecodeContext,
): Observation {
  const source = context.station.hj212
  const { factors } = area
  const refuse = (why: Fault, sentAt: Instant | null = null): Observation => {
    const values = Math.max(1, factors.length)
    return { readings: [], faults: [why], values, refused: true, sentAt }
  }
  if (source === null || head.mn !== source.mn) return refuse(strangeMn(head, context))
  const content = commandContent(head.cn ?? '')
  if (content === null) {
    return refuse(fault(null, 'hj212-command', `CN: ${quote(head.cn)} is no known command`))
  }
  if (content === 'other') {
    return { readings: [], faults: [], values: 0, refused: false, sentAt: null }
  }
  const dataAt = readDataTime(area)
  if (typeof dataAt !== 'number') return refuse(dataAt)
  if (factors.length === 0) {
    return refuse(fault(null, 'no-values', 'CP: expected at least one factor, got none'))
  }
  const period = periodOf(content, source, setup.limits)
  const historical = head.resent || area.resent
  const sentAt = historical ? null : dataAt + (parsePeriod(period) ?? 0)
  const wrongTime = checkTime(null, dataAt, context.now, setup.limits)
  if (wrongTime !== null) return refuse(wrongTime, sentAt)
  const frame: Frame = { source, period, isMoment: content === 'moment', dataAt, historical }
  const faults: Fault[] = []
  const taken: RawReading[] = []
  for (const factor of factors) {
    const read = readFactor(factor, frame, setup, context)
    if ('detail' in read) faults.push(read)
    else taken.push(read)
  }
  const readings = refuseRepeated(taken, faults)
  return { readings, faults, values: factors.length, refused: false, sentAt }
}

/** The fault of a frame whose sender is not the one registered to its topic's station. */
export function strangeMn({ mn }: Head, { station }: DecodeContext): Fault {
  const detail = `MN: ${quote(mn)} is not registered to station ${station.id}`
  return fault(null, 'hj212-mn', detail)
}

function readDataTime({ dataTimes }: Area): Instant | Fault {
  const [first] = dataTimes
  const at = dataTimes.length === 1 && first !== undefined ? parseBeijingTime(first) : null
  if (at !== null) return at
  const came = dataTimes.length > 1 ? `${dataTimes.length} of them` : quote(first)
  return fault(null, 'bad-time', `DataTime: expected 14 or 17 digits in Beijing time, got ${came}`)
}

function readFactor(
  factor: Factor,
  frame: Frame,
  setup: DecoderSetup,
  { station, now }: DecodeContext,
): RawReading | Fault {
  const { code } = factor
  const name = ownValue(frame.source.codes, code) ?? code
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
  const letter = factor.flag ?? ''
  const sourceFlag = sourceFlagOf(frame.source.flagDialect, letter === '' ? 'N' : letter)
  if (sourceFlag === null) {
    const expected = `a flag of the ${frame.source.flagDialect} dialect`
    return fault(parameter.code, 'bad-value', `${code}: expected ${expected}, got ${quote(letter)}`)
  }
  return {
    station: station.id,
    parameter: parameter.code,
    period: frame.period,
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
  { code, sampleTime }: Factor,
  { isMoment, dataAt }: Frame,
  now: Instant,
  limits: DecodeLimits,
): Instant | Fault {
  if (!isMoment || sampleTime === null) return dataAt
  const at = parseBeijingTime(sampleTime)
  if (at !== null) return checkTime(parameter.code, at, now, limits) ?? at
  const detail = `${code}-SampleTime: expected 14 or 17 digits, got ${quote(sampleTime)}`
  return fault(parameter.code, 'bad-time', detail)
}

const decimalNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

function readFactorValue(
  parameter: Parameter,
  { code, rtd, avg }: Factor,
  { units }: Hj212Source,
  limits: DecodeLimits,
): number | Fault {
  const text = rtd ?? avg ?? undefined
  if (text === undefined || !decimalNumber.test(text)) {
    return refuseNonNumber(parameter, code, text)
  }
  const unit = ownValue(units, code) ?? ownValue(units, parameter.code) ?? parameter.hj212Unit
  return readValue(parameter, code, Number(text), unit, limits)
}

/** A name from the wire may be one that every object knows, such as `constructor`. */
function ownValue(map: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined
}

/** The frame states no length of its period: by registration, else what is usual. */
function periodOf(
  content: Exclude<CommandContent, 'other'>,
  source: Hj212Source,
  limits: DecodeLimits,
): string {
  switch (content) {
    case 'moment':
      return 'PT0S'
    case 'minutes':
      return source.minutePeriod ?? formatPeriod(limits.hj212MinutePeriodMs)
    case 'hour':
      return source.hourPeriod ?? 'PT1H'
    case 'day':
      return 'P1D'
  }
}
