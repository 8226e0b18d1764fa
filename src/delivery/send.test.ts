import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Notice, Target } from '../domain/delivery.ts'
import { createSend } from './send.ts'

const notice: Notice = {
  ...{ id: 'a|duty|0|first|1', reason: 'first', route: 'duty', step: 0, exercise: false },
  at: '2026-11-23T08:00:00.000+08:00',
  title: { zh: '金泽 水质恶化 橙色预警', en: 'Jinze: deterioration, orange alert' },
  text: { zh: '金泽 水质恶化\n编号: a', en: 'Jinze: deterioration\nalert: a' },
  alert: { id: 'a' },
}
const body = JSON.stringify(notice)
const never = new AbortController().signal

type Heard = { path: string; headers: IncomingHttpHeaders; body: string }
const heard: Heard[] = []
let answer = { status: 200, headers: {}, text: 'ok' }
const web = createServer((request, response) => {
  let text = ''
  request.on('data', (piece: Buffer) => (text += piece.toString()))
  request.on('end', () => {
    heard.push({ path: request.url ?? '', headers: request.headers, body: text })
    response.writeHead(answer.status, answer.headers).end(answer.text)
  })
})

const mails: { to: string[]; text: string }[] = []
let mailReply: Error | null = null
let refusedFor: Record<string, number> = {}
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo({ address }, _session, callback) {
    const responseCode = refusedFor[address]
    if (responseCode === undefined) callback()
    else callback(Object.assign(new Error('no such box'), { responseCode }))
  },
  onData(stream, session, callback) {
    let text = ''
    stream.on('data', (piece: Buffer) => (text += piece.toString()))
    stream.on('end', () => {
      mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
      callback(mailReply)
    })
  },
})

let url = ''
let send: ReturnType<typeof createSend>
beforeAll(async () => {
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  const mailbox = mailServer.listen(0, '127.0.0.1')
  await once(mailbox, 'listening')
  url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
  const mailPort = (mailbox.address() as AddressInfo).port
  send = createSend({
    secrets: new Map([['QINGLIU_HOOK', 'shared secret']]),
    mail: { url: `smtp://127.0.0.1:${mailPort}`, from: 'q@example.org', timeoutMs: 5_000 },
    now: () => 1_795_392_000_999,
  })
})
afterAll(async () => {
  web.close()
  await new Promise<void>((resolve) => {
    mailServer.close(() => {
      resolve()
    })
  })
})
beforeEach(() => {
  heard.length = 0
  mails.length = 0
  answer = { status: 200, headers: {}, text: 'ok' }
  mailReply = null
  refusedFor = {}
})

const webhook = (part: Partial<Extract<Target, { type: 'webhook' }>> = {}): Target => ({
  ...{ type: 'webhook', url: `${url}/in?room=1`, secretFrom: 'QINGLIU_HOOK', allowPrivate: true },
  ...part,
})

describe('a webhook', () => {
  it('is told with a signature over timestamp and body, and the key of the telling', async () => {
    expect(await send(webhook(), body, never)).toEqual({ outcome: 'sent', detail: '200 ok' })
    const [{ path, headers, body: came }] = heard as [Heard]
    expect([path, came]).toEqual(['/in?room=1', body])
    const timestamp = headers['qingliu-timestamp']
    expect(timestamp).toBe('1795392000')
    const mac = createHmac('sha256', 'shared secret').update(`1795392000.${came}`).digest('hex')
    expect(headers['qingliu-signature']).toBe(`sha256=${mac}`)
    expect(decodeURIComponent(String(headers['idempotency-key']))).toBe(notice.id)
  })

  it.each([
    [204, 'sent'],
    [302, 'dead'],
    [400, 'dead'],
    [404, 'dead'],
    [408, 'again'],
    [429, 'again'],
    [500, 'again'],
    [503, 'again'],
  ])('that answers %d: %s', async (status, outcome) => {
    answer = { status, headers: { location: `${url}/elsewhere` }, text: '' }
    expect((await send(webhook(), body, never)).outcome).toBe(outcome)
    expect(heard).toHaveLength(1)
  })

  it('keeps only the beginning of a long answer', async () => {
    answer = { ...answer, text: 'x'.repeat(5_000_000) }
    expect((await send(webhook(), body, never)).detail.length).toBeLessThan(400)
  })

  it.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]'])(
    'on %s is refused unless its route allows it, before anything is sent',
    async (host) => {
      const there = url.replace('127.0.0.1', host)
      const attempt = await send(webhook({ url: there, allowPrivate: false }), body, never)
      expect(attempt.outcome).toBe('dead')
      expect(attempt.detail).toContain('expected a public address')
      expect(heard).toEqual([])
    },
  )

  it('that is not there is tried again', async () => {
    const gone = createServer()
    gone.listen(0, '127.0.0.1')
    await once(gone, 'listening')
    const { port } = gone.address() as AddressInfo
    gone.close()
    await once(gone, 'close')
    const attempt = await send(webhook({ url: `http://127.0.0.1:${port}` }), body, never)
    expect(attempt.outcome).toBe('again')
  })

  it('that is cut off is tried again', async () => {
    const cut = AbortSignal.abort()
    expect((await send(webhook(), body, cut)).outcome).toBe('again')
  })
})

describe('a gateway of short messages', () => {
  it('gets numbers and text, with its token', async () => {
    const to = ['+8613800000000', '+8613900000000']
    const target = { url, to, tokenFrom: 'QINGLIU_HOOK', allowPrivate: true }
    const attempt = await send({ type: 'sms', ...target }, body, never)
    expect(attempt.outcome).toBe('sent')
    expect(heard[0]?.headers.authorization).toBe('Bearer shared secret')
    expect(JSON.parse(heard[0]!.body)).toEqual({ id: notice.id, to, text: notice.title.zh })
  })
})

describe('a mail', () => {
  const target = { type: 'email', to: ['duty@example.org', 'head@example.org'] } as const

  it('has both languages and an id of the telling', async () => {
    expect((await send(target, body, never)).outcome).toBe('sent')
    await send(target, body, never)
    const ids = mails.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)?.[1])
    expect(ids[0]).toMatch(/^<[0-9a-f]{32}@qingliu>$/)
    expect(ids[1]).toBe(ids[0])
    expect(mails[0]?.to).toEqual(target.to)
    const coded = /\r\n\r\n([\s\S]*)/.exec(mails[0]!.text)![1]!
    const text = Buffer.from(coded, 'base64').toString()
    expect(text).toContain(notice.text.zh.split('\n')[0])
    expect(text).toContain('alert: a')
  })

  it.each([
    [451, 'again'],
    [550, 'dead'],
  ])('refused with %d: %s', async (responseCode, outcome) => {
    mailReply = Object.assign(new Error('no'), { responseCode })
    expect((await send(target, body, never)).outcome).toBe(outcome)
  })

  it.each([
    [{ 'head@example.org': 550 }, 'sent', /^250 .*; .*head@example\.org.*550/s],
    [{ 'head@example.org': 450 }, 'again', /450/],
    [{ 'head@example.org': 450, 'duty@example.org': 550 }, 'again', /450/],
    [{ 'head@example.org': 550, 'duty@example.org': 550 }, 'dead', /550/],
  ])('refused for some of its receivers, %j: %s', async (refused, outcome, detail) => {
    refusedFor = refused
    const attempt = await send(target, body, never)
    expect(attempt.outcome).toBe(outcome)
    expect(attempt.detail).toMatch(detail)
  })
})
