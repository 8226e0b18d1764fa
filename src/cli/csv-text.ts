import { isAscii } from 'node:buffer'
import { Transform } from 'node:stream'
import { TextDecoder } from 'node:util'

/**
 * Passes a text on as UTF-8. One that is none is taken for GB 18030, with GBK within it, in which
 * spreadsheets save CSV on a Chinese Windows: the first piece with a byte beyond ASCII tells for all
 * of it. What begins with the mark of UTF-16 is left to the parser, which knows that.
 */
export function createUtf8(): Transform {
  let isKnown = false
  let decoder: TextDecoder | null = null
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      if (!isKnown && !isAscii(piece)) {
        isKnown = true
        if (!isUtf16(piece) && !isUtf8(piece)) decoder = new TextDecoder('gb18030')
      }
      done(null, decoder?.decode(piece, { stream: true }) ?? piece)
    },
    flush(done) {
      done(null, decoder?.decode() ?? null)
    },
  })
}

const isUtf16 = ([first, second]: Buffer) =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)

/** The end may cut a character. */
function isUtf8(piece: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(piece, { stream: true })
    return true
  } catch {
    return false
  }
}
