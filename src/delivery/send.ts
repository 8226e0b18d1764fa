import type { Attempt, Notice, Target } from '../domain/delivery.ts'
import { assert } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { createMailer, type MailServer } from './email.ts'
import { post } from './http-post.ts'
import { signatureHeaders } from './signature.ts'

export type SendParts = {
  /** By the names that the routes give them. */
  readonly secrets: ReadonlyMap<string, string>
  /** Null: there is no route by mail. */
  readonly mail: MailServer | null
  /** The wall's clock: signatures are judged by receivers elsewhere. */
  readonly now: () => Instant
}

export type Send = (target: Target, body: string, signal: AbortSignal) => Promise<Attempt>

/** Sends a notice to a target, once; what came of it is a value, never thrown. */
export function createSend({ secrets, mail, now }: SendParts): Send {
  const mailer = mail === null ? null : createMailer(mail)
  const secretOf = (name: string) => {
    const secret = secrets.get(name)
    assert(secret !== undefined, `the secret ${name} of a route was read at the start`)
    return secret
  }
  return (target, body, signal) => {
    const notice = JSON.parse(body) as Notice
    const key = { 'idempotency-key': encodeURIComponent(notice.id) }
    switch (target.type) {
      case 'email':
        assert(mailer !== null, 'a mail server is set where a route goes by mail')
        return mailer(target.to, notice)
      case 'webhook': {
        const { url, allowPrivate, secretFrom } = target
        const headers = { ...key, ...signatureHeaders(secretOf(secretFrom), now(), body) }
        return post({ url, allowPrivate, headers, body }, signal)
      }
      case 'sms': {
        const { url, allowPrivate, tokenFrom, to } = target
        const headers = { ...key, authorization: `Bearer ${secretOf(tokenFrom)}` }
        const said = JSON.stringify({ id: notice.id, to, text: notice.title.zh })
        return post({ url, allowPrivate, headers, body: said }, signal)
      }
    }
  }
}
