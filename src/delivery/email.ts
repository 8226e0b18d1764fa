import { createHash } from 'node:crypto'
import { createTransport, type NodemailerError } from 'nodemailer'
import type { Attempt, Notice } from '../domain/delivery.ts'

/** The server that takes our mail, `smtp://` or `smtps://`, and who it is from. */
export type MailServer = { readonly url: string; readonly from: string; readonly timeoutMs: number }

/** One connection a mail: a few a day, and none is held open meanwhile. */
export function createMailer({ url, from, timeoutMs }: MailServer) {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return async (to: readonly string[], notice: Notice): Promise<Attempt> => {
    const { id, title, text } = notice
    // The same telling has the same id, by which mail programs drop doubles.
    const name = createHash('sha256').update(id).digest('hex').slice(0, 32)
    try {
      const { response, rejectedErrors = [] } = await transport.sendMail({
        from,
        to: [...to],
        subject: title.zh,
        text: `${text.zh}\n\n${text.en}\n`,
        textEncoding: 'base64',
        messageId: `<${name}@qingliu>`,
        headers: { 'Idempotency-Key': encodeURIComponent(id) },
      })
      return attemptOf(response, rejectedErrors)
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      return { outcome: isFinal(error) ? 'dead' : 'again', detail }
    }
  }
}

/**
 * A server may take a mail for some and refuse it for others: for whom it may take it later, it is
 * sent again, to all, with the same id.
 */
function attemptOf(response: string, refused: readonly NodemailerError[]): Attempt {
  const told = refused.map(({ recipient, message }) => `${recipient ?? ''}: ${message}`)
  const detail = [response, ...told].join('; ')
  return { outcome: refused.every(isFinal) ? 'sent' : 'again', detail }
}

/** SMTP's own word that trying again is of no use: a reply of 500 and above. */
function isFinal(error: unknown): boolean {
  const code = error instanceof Error && 'responseCode' in error ? error.responseCode : null
  return typeof code === 'number' && code >= 500
}
