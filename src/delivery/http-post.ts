import { request as requestPlain, type IncomingMessage } from 'node:http'
import { request as requestTls } from 'node:https'
import { AppError } from '../domain/errors.ts'
import type { Attempt } from '../domain/delivery.ts'
import { limits } from '../limits.ts'
import { checkHost, publicLookup } from './addresses.ts'

export type Post = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly allowPrivate: boolean
}

/** Answers that may be others in a while; every other one but 2xx stays what it is. */
const passing: ReadonlySet<number> = new Set([408, 425, 429])

/** Posts once; redirects are not followed, since they would lead past the check of the address. */
export async function post(what: Post, signal: AbortSignal): Promise<Attempt> {
  try {
    if (!what.allowPrivate) checkHost(new URL(what.url).hostname)
    const { status, text } = await exchange(what, signal)
    const detail = `${status} ${text}`.trim()
    if (status >= 200 && status < 300) return { outcome: 'sent', detail }
    return { outcome: status >= 500 || passing.has(status) ? 'again' : 'dead', detail }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    const refused = error instanceof AppError && error.code === 'target-private'
    return { outcome: refused ? 'dead' : 'again', detail }
  }
}

function exchange(
  { url, headers, body, allowPrivate }: Post,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? requestTls : requestPlain
    const length = String(Buffer.byteLength(body))
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': length, ...headers },
        agent: false,
        signal,
        ...(allowPrivate ? {} : { lookup: publicLookup }),
      },
      (response) => {
        readSome(response).then(
          (text) => {
            resolve({ status: response.statusCode ?? 0, text })
          },
          (error: unknown) => {
            reject(error instanceof Error ? error : new Error(String(error)))
          },
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

/** The beginning of an answer; the rest is not waited for. */
async function readSome(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8')
  let text = ''
  for await (const piece of response) {
    text += String(piece)
    if (text.length >= limits.deliveryDetailCharsMax) break
  }
  return text.slice(0, limits.deliveryDetailCharsMax).replace(/\s+/g, ' ')
}
