import type { Fault } from '../../../src/domain/reading.ts'
import { fault, quote } from '../fault.ts'

/** One `name=value` of the data area; `w01009-Rtd` is factor w01009, field Rtd. */
export type Field = {
  /** Device code; empty for what belongs to the frame, such as DataTime. */
  readonly factor: string
  readonly name: string
  readonly value: string
}

/** A data segment taken apart; what is absent is null. */
export type Segment = {
  readonly qn: string | null
  readonly st: string | null
  readonly cn: string | null
  readonly mn: string | null
  /** Version and answer bits, 0 to 255. */
  readonly flag: number | null
  /** Number of packets and this packet's number; each packet is read by itself. */
  readonly pnum: number | null
  readonly pno: number | null
  /** `RF=1`, data sent again later (HJ 212-2025); taken in head and data area alike. */
  readonly resent: boolean
  readonly fields: readonly Field[]
}

const areaStart = 'CP=&&'
const areaEnd = '&&'

/**
 * Takes a data segment apart: `QN=…;ST=…;CN=…;PW=…;MN=…;Flag=…;CP=&&…&&`. Names are
 * case-sensitive. In the data area `;` and `,` separate alike, since devices mix them.
 *
 * @returns a fault `hj212-frame` where there is no data area
 * @source HJ 212-2017 §6.3
 */
export function parseSegment(text: string): Segment | Fault {
  const start = text.indexOf(areaStart)
  const end = text.lastIndexOf(areaEnd)
  if (start === -1 || end < start + areaStart.length) {
    return fault(null, 'hj212-frame', `frame: expected a data area CP=&&…&&, got ${quote(text)}`)
  }
  const head = new Map(text.slice(0, start).split(';').map(splitPair))
  const fields = parseArea(text.slice(start + areaStart.length, end))
  const resentInArea = fields.some(({ factor, name, value }) => {
    return factor === '' && name === 'RF' && value === '1'
  })
  return {
    qn: head.get('QN') ?? null,
    st: head.get('ST') ?? null,
    cn: head.get('CN') ?? null,
    mn: head.get('MN') ?? null,
    flag: wholeNumber(head.get('Flag')),
    pnum: wholeNumber(head.get('PNUM')),
    pno: wholeNumber(head.get('PNO')),
    resent: resentInArea || head.get('RF') === '1',
    fields,
  }
}

/** A piece without `=` belongs to the value before it, lest `3,62` be read as 3. */
function parseArea(area: string): Field[] {
  const pairs: string[] = []
  for (const piece of area.split(/[;,]/)) {
    if (piece.trim() === '') continue
    if (piece.includes('=')) pairs.push(piece)
    else pairs.push(`${pairs.pop() ?? ''},${piece}`)
  }
  return pairs.map((pair) => toField(splitPair(pair)))
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=')
  return at === -1 ? [pair.trim(), ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
}

function toField([key, value]: [string, string]): Field {
  const at = key.lastIndexOf('-')
  if (at === -1) return { factor: '', name: key, value }
  return { factor: key.slice(0, at), name: key.slice(at + 1), value }
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null
}
