import type { Fault, RefusalCode } from '../../src/domain/reading.ts'
import { fault } from './fault.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })
const quoteByte = 0x22
const backslash = 0x5c
const colon = 0x3a

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type ParsedJson =
  | { readonly ok: true; readonly message: JsonObject }
  /** `message`: what could be read all the same, for the echo in the receipt. */
  | { readonly ok: false; readonly fault: Fault; readonly message: JsonObject }

const refuse = (code: RefusalCode, expected: string, message: JsonObject = {}): ParsedJson => ({
  ok: false,
  fault: fault(null, code, `message: ${expected}`),
  message,
})

/**
 * Reads a payload that must hold one JSON object without repeated keys.
 *
 * @returns the object, or a fault `not-json` (also for broken UTF-8), `not-finite` where a bare NaN
 *   or Infinity is what spoils it, `duplicate-parameter` for a repeated key. O(length).
 */
export function parseJsonObject(payload: Uint8Array): ParsedJson {
  let text: string
  let parsed: unknown
  try {
    text = utf8.decode(payload)
  } catch {
    return refuse('not-json', 'expected UTF-8 text')
  }
  try {
    parsed = JSON.parse(text)
  } catch {
    const mended = withoutNonNumbers(text)
    if (mended !== null) {
      const expected = 'expected JSON, which has no NaN or Infinity'
      return refuse('not-finite', expected, readAround(mended))
    }
    return refuse('not-json', 'expected JSON')
  }
  if (!isObject(parsed)) return refuse('not-json', 'expected a JSON object')
  if (countColons(payload) !== countKeys(parsed)) {
    return refuse('duplicate-parameter', 'expected each key of an object once', parsed)
  }
  return { ok: true, message: parsed }
}

const nonNumbers = ['NaN', '-Infinity', 'Infinity']

/**
 * The text with null for each bare NaN or Infinity, as Python writes them: numbers that JSON does
 * not have. Null where there is none outside strings. By hand, since an expression that finds
 * strings takes quadratic time over quotes without end.
 */
function withoutNonNumbers(text: string): string | null {
  const parts: string[] = []
  let [from, inString] = [0, false]
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') inString = !inString
    else if (inString) at += character === '\\' ? 1 : 0
    else {
      const token = nonNumbers.find((one) => text.startsWith(one, at))
      if (token === undefined) continue
      parts.push(text.slice(from, at))
      at += token.length - 1
      from = at + 1
    }
  }
  return parts.length === 0 ? null : [...parts, text.slice(from)].join('null')
}

/** What can be read of a message that is refused anyway; nothing where more is wrong. */
function readAround(mended: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(mended)
    return isObject(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

/** Keys as written: every colon outside strings ends one. The payload is known to be JSON. */
function countColons(payload: Uint8Array): number {
  let colons = 0
  let inString = false
  for (let at = 0; at < payload.length; at++) {
    const byte = payload[at]
    if (byte === quoteByte) inString = !inString
    else if (inString) at += byte === backslash ? 1 : 0
    else if (byte === colon) colons++
  }
  return colons
}

/** Keys as parsed, where the last of equal ones has won. Without recursion: nesting is theirs. */
function countKeys(root: object): number {
  const open = [root]
  let keys = 0
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const children: unknown[] = Array.isArray(node) ? node : Object.values(node)
    if (!Array.isArray(node)) keys += children.length
    for (const child of children) {
      if (typeof child === 'object' && child !== null) open.push(child)
    }
  }
  return keys
}
