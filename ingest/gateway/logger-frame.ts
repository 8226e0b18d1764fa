import { encodeFrame, type Piece } from '../decode/hj212/frame.ts'
import { frameName } from '../decode/hj212/hj212.ts'
import { parseHead, type Head } from '../decode/hj212/segment.ts'

/** A frame of a data logger: its bytes as they came, a view, and who sent it. */
export type LoggerFrame = {
  readonly bytes: Uint8Array
  readonly head: Head
}

const headBytes = 6
const crcBytes = 4
const tailBytes = [0x0d, 0x0a]
const utf8 = new TextDecoder()

/**
 * The frame whose data segment a piece names, with as much of its CR LF as has come.
 *
 * @returns null where the segment has no data area: nobody could read it
 */
export function cutFrame(
  arrived: Uint8Array,
  { start, end }: Exclude<Piece, { fault: unknown }>,
): LoggerFrame | null {
  const head = parseHead(utf8.decode(arrived.subarray(start, end)))
  if ('code' in head) return null
  let after = end + crcBytes
  for (const byte of tailBytes) if (arrived[after] === byte) after += 1
  return { bytes: arrived.subarray(start - headBytes, after), head }
}

/** The head of a frame out of the spool; null for one that no version of this program put there. */
export function headOf(frame: Uint8Array): Head | null {
  const segmentEnd = headBytes + Number(utf8.decode(frame.subarray(2, headBytes)))
  const head = parseHead(utf8.decode(frame.subarray(headBytes, segmentEnd)))
  return 'code' in head ? null : head
}

/** What the receipt of a frame will call it; control characters do not occur in names. */
export function receiptKey(frame: { readonly qn: string | null; readonly cn: string | null }) {
  const { qn, cn } = frameName(frame)
  return `${qn ?? ''}\n${cn ?? ''}`
}

/** Answers are not answered. */
const answers: readonly (string | null)[] = ['9011', '9012', '9013', '9014']
const answerBit = 1
const packetBit = 2

/**
 * The data answer (CN 9014) that a frame asks for: its own QN, the version of its Flag without
 * the wishes for answer and packets, an empty data area. Null: it asks for none.
 *
 * @source HJ 212-2017 §6.4; the version bits are kept so that a logger of 2025 sees its own
 */
export function answerTo({ qn, cn, pw, mn, flag }: Head): Uint8Array | null {
  if (flag === null || (flag & answerBit) === 0 || answers.includes(cn)) return null
  const fields = [
    ...(qn === null ? [] : [`QN=${qn}`]),
    'ST=91',
    'CN=9014',
    ...(pw === null ? [] : [`PW=${pw}`]),
    ...(mn === null ? [] : [`MN=${mn}`]),
    `Flag=${flag & ~(answerBit | packetBit)}`,
    'CP=&&&&',
  ]
  return encodeFrame(fields.join(';'))
}
