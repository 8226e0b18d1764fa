import { createHmac } from 'node:crypto'
import type { Instant } from '../domain/time.ts'

/**
 * Headers by which a receiver knows that a body is ours and new: HMAC-SHA256 over the timestamp,
 * a full stop and the body's bytes, as hex.
 *
 * @param at  of sending, by the wall's clock; a receiver refuses what is minutes old
 */
export function signatureHeaders(secret: string, at: Instant, body: string) {
  const timestamp = String(Math.floor(at / 1000))
  const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`, 'utf8').digest('hex')
  return { 'qingliu-timestamp': timestamp, 'qingliu-signature': `sha256=${mac}` }
}
