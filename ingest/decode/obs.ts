import { mediumOf } from '../../src/domain/catalogue.ts'
import type { Parameter } from '../../src/domain/network.ts'
import type { Fault, Qualifier, RawReading, SourceFlag } from '../../src/domain/reading.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { DecodeContext, Decoded, DecodeLimits, Decoder, DecoderSetup } from './decode.ts'
import { fault, quote, refuseRepeated } from './fault.ts'
import { isObject, parseJsonObject, type JsonObject } from './json-text.ts'
import { readDepth, readEcho, readEnvelope, type Echo, type Envelope } from './obs-envelope.ts'
import { qualifierOf, sourceFlagOf } from './source-flag.ts'
import { checkTime, readValue, refuseNonNumber } from './value.ts'

/** Of a message that is not decoded. */
export type Head = Echo & { readonly values: number }

const noEcho: Echo = { id: null, session: null, seq: null }

/**
 * Decoder of `obs/1`, the engine's own JSON message: one sampling at one station. A fault of
 * envelope or time refuses the message, a fault of one value that value.
 *
 * Values are checked by hand and not by schema: this is the hottest path of the engine. Seen:
 * 820,000 values a second on one core in messages of 10 (2026-11-23, Node 20).
 */
export function createObsDecoder(setup: DecoderSetup): Decoder {
  const { limits } = setup
  return (payload, context) => {
    if (payload.length > limits.payloadBytesMax) {
      const detail = `message: expected at most ${limits.payloadBytesMax} bytes, got ${payload.length}`
      return refuseMessage(noEcho, 1, fault(null, 'too-large', detail))
    }
    const parsed = parseJsonObject(payload)
    const { message } = parsed
    const count = countValues(message)
    if (!parsed.ok) return refuseMessage(readEcho(message), count, parsed.fault)
    const envelope = readEnvelope(message, limits)
    if ('code' in envelope) return refuseMessage(readEcho(message), count, envelope)
    const wrong =
      checkCount(count, limits.valuesMax) ??
      checkTime(null, envelope.observedAt, context.now, limits)
    if (wrong !== null) {
      return { ...refuseMessage(envelope.echo, count, wrong), sentAt: sentAtOf(envelope) }
    }
    return readValues(envelope, setup, context)
  }
}

/**
 * What the receipt of a message echoes that is refused before it is decoded, and how many values
 * it carries; at least 1.
 */
export function readHead(payload: Uint8Array, { payloadBytesMax }: DecodeLimits): Head {
  if (payload.length > payloadBytesMax) return { ...noEcho, values: 1 }
  const { message } = parseJsonObject(payload)
  return { ...readEcho(message), values: Math.max(1, countValues(message)) }
}

function countValues({ values }: JsonObject): number {
  return isObject(values) ? Object.keys(values).length : 0
}

function refuseMessage(echo: Echo, count: number, why: Fault): Decoded {
  const values = Math.max(1, count)
  const nothing = { readings: [], sentAt: null, frames: null, analysis: null }
  return { ...echo, ...nothing, faults: [why], refused: true, values }
}

function sentAtOf({ historical, source, observedAt, periodMs }: Envelope): Instant | null {
  if (historical || source === 'manual') return null
  return observedAt + periodMs
}

function checkCount(count: number, max: number): Fault | null {
  if (count === 0) return fault(null, 'no-values', 'values: expected at least one, got none')
  if (count <= max) return null
  return fault(null, 'too-many-values', `values: expected at most ${max}, got ${count}`)
}

function readValues(envelope: Envelope, setup: DecoderSetup, { station }: DecodeContext): Decoded {
  const { period, source, depthM, observedAt, historical, analysis } = envelope
  const medium = mediumOf(station.kind)
  const names = Object.keys(envelope.values)
  const taken: RawReading[] = []
  const faults: Fault[] = []
  for (const name of names) {
    const parameter = setup.catalogue.resolve(name, medium)
    if (parameter === null) {
      faults.push(fault(name, 'unknown-parameter', `${quote(name)}: not in the catalogue`))
      continue
    }
    const read = readSent(parameter, name, envelope.values[name], setup.limits)
    if ('detail' in read) {
      faults.push(read)
      continue
    }
    // A literal and no spread, which took 30 of 44 µs of a message (2026-11-23, 2 cores, Node 20).
    taken.push({
      station: station.id,
      parameter: parameter.code,
      period,
      source,
      depthM: read.depthM ?? depthM,
      observedAt,
      value: read.value,
      qualifier: read.qualifier,
      sourceFlag: read.sourceFlag,
      historical,
    })
  }
  const readings = refuseRepeated(taken, faults)
  const { id, session, seq } = envelope.echo
  const sentAt = sentAtOf(envelope)
  const values = names.length
  return {
    ...{ id, session, seq, readings, faults, refused: false, sentAt, values, analysis },
    frames: null,
  }
}

type SentValue = {
  value: number
  qualifier: Qualifier
  sourceFlag: SourceFlag
  /** Null: that of the message. */
  depthM: number | null
}

/** One member of `values`: a bare number, or `{ value, unit?, flag?, qualifier?, depth? }`. */
function readSent(
  parameter: Parameter,
  name: string,
  sent: unknown,
  limits: DecodeLimits,
): SentValue | Fault {
  if (isObject(sent)) return readStated(parameter, name, sent, limits)
  if (typeof sent !== 'number') return refuseNonNumber(parameter, name, sent)
  const value = readValue(parameter, name, sent, null, limits)
  if (typeof value !== 'number') return value
  return { value, qualifier: '', sourceFlag: 'normal', depthM: null }
}

function readStated(
  parameter: Parameter,
  name: string,
  sent: Readonly<Record<string, unknown>>,
  limits: DecodeLimits,
): SentValue | Fault {
  const { value: number, unit = null, flag = null, qualifier = null, depth } = sent
  const { code } = parameter
  if (typeof number !== 'number') return refuseNonNumber(parameter, name, number)
  if (unit !== null && typeof unit !== 'string') {
    return fault(code, 'unknown-unit', `${name}: expected a unit's name, got ${quote(unit)}`)
  }
  const value = readValue(parameter, name, number, unit, limits)
  if (typeof value !== 'number') return value
  const letter = flag ?? 'N'
  const sourceFlag = typeof letter === 'string' ? sourceFlagOf('hj212', letter) : null
  if (sourceFlag === null) {
    return fault(code, 'bad-value', `${name}: expected an HJ 212 flag letter, got ${quote(flag)}`)
  }
  const depthM = readDepth(depth)
  if (depthM === undefined) {
    return fault(code, 'bad-value', `${name}: expected a depth of 0 to 1000 m, got ${quote(depth)}`)
  }
  if (qualifier === null) return { value, sourceFlag, qualifier: qualifierOf(sourceFlag), depthM }
  if (qualifier === '' || qualifier === '<' || qualifier === '>') {
    return { value, sourceFlag, qualifier, depthM }
  }
  return fault(code, 'bad-value', `${name}: expected qualifier < or >, got ${quote(qualifier)}`)
}
