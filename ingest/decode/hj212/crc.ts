/**
 * The checksum of HJ 212, which is not MODBUS: each byte enters against the high byte of the
 * register, whose low byte is dropped. What remains is one byte, so a step is one look-up.
 */
const table = Uint16Array.from({ length: 256 }, (_, index) => {
  let register = index
  for (let bit = 0; bit < 8; bit++) {
    register = (register & 1) === 1 ? (register >> 1) ^ 0xa001 : register >> 1
  }
  return register
})

/**
 * Checksum of `bytes[start, end)`, the data segment alone.
 *
 * @returns 0 to 0xffff; printed as four hex digits, high byte first
 * @source HJ 212-2017 annex A
 */
export function hj212Crc(bytes: ArrayLike<number>, start = 0, end = bytes.length): number {
  let register = 0xffff
  for (let at = start; at < end; at++) register = table[(register >> 8) ^ bytes[at]!]!
  return register
}
