import type { Fault } from '../../../src/domain/reading.ts'
import { fault, quote } from '../fault.ts'

/** What stands before the data area of a segment; what is absent is null. */
export type Head = {
  /** Where the data area begins and ends in the segment's text. */
  readonly areaStart: number
  readonly areaEnd: number
  qn: string | null
  cn: string | null
  pw: string | null
  mn: string | null
  /** Version and answer bits, 0 to 255. */
  flag: number | null
  /** `RF=1`, data sent again later (HJ 212-2025). */
  resent: boolean
}

const areaOpens = 'CP=&&'
const areaCloses = '&&'

/**
 * Reads the head of a data segment: `QN=…;ST=…;CN=…;PW=…;MN=…;Flag=…;CP=&&…&&`. Names are
 * case-sensitive. Packet numbers (PNUM, PNO) mean nothing here: each packet is read by itself.
 *
 * @returns a fault `hj212-frame` where there is no data area
 * @source HJ 212-2017 §6.3
 */
export function parseHead(text: string): Head | Fault {
  const headEnd = text.indexOf(areaOpens)
  const areaStart = headEnd + areaOpens.length
  const areaEnd = text.lastIndexOf(areaCloses)
  if (headEnd === -1 || areaEnd < areaStart) {
    return fault(null, 'hj212-frame', `frame: expected a data area CP=&&…&&, got ${quote(text)}`)
  }
  const head: Head = {
    ...{ areaStart, areaEnd, qn: null, cn: null, pw: null, mn: null, flag: null, resent: false },
  }
  for (let at = 0; at < headEnd;) {
    const semicolon = text.indexOf(';', at)
    const end = semicolon === -1 || semicolon > headEnd ? headEnd : semicolon
    const split = text.indexOf('=', at)
    if (split !== -1 && split < end) {
      setField(head, text.slice(at, split).trim(), text.slice(split + 1, end).trim())
    }
    at = end + 1
  }
  return head
}

function setField(head: Head, name: string, value: string): void {
  if (name === 'QN') head.qn = value
  else if (name === 'CN') head.cn = value
  else if (name === 'PW') head.pw = value
  else if (name === 'MN') head.mn = value
  else if (name === 'Flag') head.flag = /^\d{1,9}$/.test(value) ? Number(value) : null
  else if (name === 'RF') head.resent = value === '1'
}
