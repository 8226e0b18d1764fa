import type { Socket } from 'node:net'
import { Problem, problemDocument } from './problems.ts'

/** What node's parser says, by its code; anything else cannot be read. */
const codes: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
}

/**
 * Answers what never became a request: an unknown method, headers beyond node's 16 KB, one that
 * does not end. Everything else is answered by `sendProblem`.
 */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const problem = new Problem(
    codes[error.code ?? ''] ?? 'bad-request',
    'the request cannot be read',
  )
  const body = problemDocument(problem)
  const lines = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  if (socket.writable) socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  socket.destroy(error)
}
