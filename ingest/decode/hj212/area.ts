/** One factor of a data area with the fields that are read; what is absent is null. */
export type Factor = {
  readonly code: string
  rtd: string | null
  avg: string | null
  flag: string | null
  sampleTime: string | null
  /** One of these fields stands twice: which of the two is true cannot be known. */
  repeated: boolean
}

/** A data area taken apart. */
export type Area = {
  /** Every `DataTime`; a sound area has one. */
  readonly dataTimes: readonly string[]
  readonly factors: readonly Factor[]
  /** `RF=1` stands here in the dialects that do not put it into the head. */
  readonly resent: boolean
}

const semicolon = 0x3b
const comma = 0x2c
const equals = 0x3d
const dash = 0x2d
const space = 0x20
const asciiMax = 0x7f

/**
 * Takes a data area apart: `DataTime=…;w01009-Rtd=3.1,w01009-Flag=N;…`. Names are case-sensitive;
 * `;` and `,` separate alike, since devices mix them. A piece without `=` belongs to the value
 * before it, lest `3,62` be read as 3.
 *
 * @source HJ 212-2017 §6.3
 */
export function parseArea(text: string): Area {
  const reader = new PairReader(text)
  let pair: Pair | null = null
  let start = 0
  let hyphen = -1
  let split = -1
  for (let at = 0; at <= text.length; at++) {
    const character = at === text.length ? semicolon : text.charCodeAt(at)
    if (character === semicolon || character === comma) {
      if (split !== -1) {
        if (pair !== null) reader.take(pair)
        pair = { start, hyphen, split, end: at }
      } else if (pair !== null && !isBlank(text, start, at)) pair.end = at
      start = at + 1
      hyphen = -1
      split = -1
    } else if (split === -1) {
      if (character === equals) split = at
      else if (character === dash) hyphen = at
    }
  }
  if (pair !== null) reader.take(pair)
  return reader
}

/** Places in the text: key `[start, split)`, value `(split, end)`, last `-` of the key or -1. */
type Pair = { readonly start: number; readonly hyphen: number; readonly split: number; end: number }

/** Makes a string only of what is kept: making one of every piece took twice as long. */
class PairReader implements Area {
  readonly dataTimes: string[] = []
  readonly factors: Factor[] = []
  resent = false
  readonly #text: string
  readonly #byCode = new Map<string, Factor>()
  #last: Factor | null = null

  constructor(text: string) {
    this.#text = text
  }

  take({ start, hyphen, split, end }: Pair): void {
    const text = this.#text
    const value = trimmed(text, split + 1, end)
    if (hyphen !== -1 && !isBlank(text, start, hyphen)) {
      setField(this.#factorAt(start, hyphen), text, hyphen + 1, split, value)
      return
    }
    const name = trimmed(text, hyphen === -1 ? start : hyphen + 1, split)
    if (name === 'DataTime') this.dataTimes.push(value)
    else if (name === 'RF' && value === '1') this.resent = true
  }

  /** The fields of one factor mostly stand together, so the last factor is looked at first. */
  #factorAt(start: number, end: number): Factor {
    const last = this.#last
    if (last?.code.length === end - start && this.#text.startsWith(last.code, start)) return last
    const code = trimmed(this.#text, start, end)
    let factor = this.#byCode.get(code)
    if (factor === undefined) {
      factor = { code, rtd: null, avg: null, flag: null, sampleTime: null, repeated: false }
      this.#byCode.set(code, factor)
      this.factors.push(factor)
    }
    return (this.#last = factor)
  }
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (!(text.charCodeAt(at) <= space)) return text.slice(at, end).trim() === ''
  }
  return true
}

function trimmed(text: string, start: number, end: number): string {
  while (start < end && text.charCodeAt(start) <= space) start++
  while (start < end && text.charCodeAt(end - 1) <= space) end--
  const piece = text.slice(start, end)
  // Blanks beyond ASCII are rare enough to be left to the slower way.
  const isPlain = text.charCodeAt(start) <= asciiMax && text.charCodeAt(end - 1) <= asciiMax
  return isPlain ? piece : piece.trim()
}

/** Sets the field that `[start, end)` names, if it is one that is read. */
function setField(factor: Factor, text: string, start: number, end: number, value: string): void {
  if (isWord('Rtd', text, start, end)) {
    factor.repeated ||= factor.rtd !== null
    factor.rtd = value
  } else if (isWord('Avg', text, start, end)) {
    factor.repeated ||= factor.avg !== null
    factor.avg = value
  } else if (isWord('Flag', text, start, end)) {
    factor.repeated ||= factor.flag !== null
    factor.flag = value
  } else if (isWord('SampleTime', text, start, end)) {
    factor.repeated ||= factor.sampleTime !== null
    factor.sampleTime = value
  }
}

function isWord(word: string, text: string, start: number, end: number): boolean {
  return text.startsWith(word, start) && isBlank(text, start + word.length, end)
}
