/**
 * Follows the packet lengths in a stream of MQTT bytes, so that a connection can be cut as soon
 * as it announces a packet that is too long, before its bytes are gathered.
 *
 * A packet begins with a type byte and a length of one to four bytes, seven bits each, lowest
 * first; the high bit says that more follow (MQTT 3.1.1 §2.2.3).
 *
 * @returns a function to be given each chunk in order: false once a packet is announced that is
 *   longer than `frameBytesMax`, or whose length is malformed
 */
export function createFrameGuard(frameBytesMax: number): (chunk: Uint8Array) => boolean {
  let bodyLeft = 0
  let inLength = false
  let length = 0
  let lengthShift = 0

  function takeLengthByte(byte: number): boolean {
    length += (byte & 0x7f) * 2 ** lengthShift
    lengthShift += 7
    if ((byte & 0x80) !== 0) return lengthShift < 28
    inLength = false
    bodyLeft = length
    return length <= frameBytesMax
  }

  return (chunk) => {
    let at = 0
    while (at < chunk.length) {
      if (bodyLeft > 0) {
        const step = Math.min(bodyLeft, chunk.length - at)
        bodyLeft -= step
        at += step
      } else if (inLength) {
        if (!takeLengthByte(chunk[at]!)) return false
        at += 1
      } else {
        inLength = true
        length = 0
        lengthShift = 0
        at += 1
      }
    }
    return true
  }
}
