import { isAscii } from 'node:buffer'
import { Transform } from 'node:stream'
import { TextDecoder } from 'node:util'

/**
 * Passes a text on as UTF-8. One that begins with a mark of UTF-16 is that; another that is no UTF-8
 * is taken for GB 18030, with GBK within it, in which spreadsheets save CSV on a Chinese Windows: the
 * first piece with a byte beyond ASCII tells for all of it.
 */
export function createUtf8(): Transform {
  let isKnown = false
  let decoder: TextDecoder | null = null
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      if (!isKnown && !isAscii(piece)) {
        isKnown = true
        const encoding = encodingOf(piece)
        if (encoding !== 'utf-8') decoder = new TextDecoder(encoding)
      }
      done(null, decoder?.decode(piece, { stream: true }) ?? piece)
    },
    flush(done) {
      done(null, decoder?.decode() ?? null)
    },
  })
}

function encodingOf(piece: Buffer): 'utf-16le' | 'utf-16be' | 'utf-8' | 'gb18030' {
  const [first, second] = piece
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return isUtf8(piece) ? 'utf-8' : 'gb18030'
}

/** The end may cut a character. */
function isUtf8(piece: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(piece, { stream: true })
    return true
  } catch {
    return false
  }
}

/**
 * What separates the cells of a file that begins with this text. In a header with tabs a comma or a
 * semicolon is part of a name, and a semicolon in one with commas.
 *
 * @example separatorOf('time;"oxygen, mg/L"\n') // => ';'
 */
export function separatorOf(text: string): ',' | ';' | '\t' {
  const [header = ''] = text
    .trimStart()
    .replaceAll(/"[^"]*"/g, '')
    .split(/[\r\n]/, 1)
  if (header.includes('\t')) return '\t'
  return header.includes(';') && !header.includes(',') ? ';' : ','
}
