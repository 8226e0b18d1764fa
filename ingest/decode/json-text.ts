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
  | { readonly ok: false; readonly fault: Fault }

const refuse = (code: RefusalCode, expected: string): ParsedJson => ({
  ok: false,
  fault: fault(null, code, `message: ${expected}`),
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
    if (holdsNonNumber(text)) {
      return refuse('not-finite', 'expected JSON, which has no NaN or Infinity')
    }
    return refuse('not-json', 'expected JSON')
  }
  if (!isObject(parsed)) return refuse('not-json', 'expected a JSON object')
  if (countColons(payload) !== countKeys(parsed)) {
    return refuse('duplicate-parameter', 'expected each key of an object once')
  }
  return { ok: true, message: parsed }
}

/** NaN or Infinity outside strings, as Python writes them: numbers that JSON does not have. */
function holdsNonNumber(text: string): boolean {
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') inString = !inString
    else if (inString) at += character === '\\' ? 1 : 0
    else if (text.startsWith('NaN', at) || text.startsWith('Infinity', at)) return true
  }
  return false
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
