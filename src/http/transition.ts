import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { canonicalJson } from '../domain/canonical-json.ts'
import type {
  CommandRefusal,
  CommandResult,
  HttpCapabilities,
  Keep,
  KeptResponse,
} from './capabilities.ts'
import { entityTag, expectedNumber } from './entity-tag.ts'
import { bodyDepthMax, idempotencyKeyLengthMax } from './limits.ts'
import { faultLines, Problem } from './problems.ts'

/** One change asked of one subject, and how it is checked and done. */
type Transition<Body, Subject> = {
  /** The number the subject stands at; null where it carries no entity tag. */
  readonly currentN: number | null
  readonly ifMatchRequired: boolean
  readonly body: z.ZodType<Body>
  /** Absent: its answer is kept in the transaction of what it did. */
  readonly isKeptApart?: boolean
  /** Does it, and keeps the answer; where `keep` throws, nothing was done. */
  readonly run: (
    body: Body,
    expectedN: number | null,
    keep: Keep<Subject> | null,
  ) => Promise<CommandResult<Subject>>
  readonly view: (subject: Subject) => { readonly document: object; readonly n: number | null }
}

/** For a route whose body is checked by its handler: by a transition after 404, 428 and 412. */
export const checkedLater = { validatorCompiler: () => (value: unknown) => ({ value }) }

const entityTagHeader = z.string().meta({ description: 'the etag of what is to change' })
const keyHeader = z
  .string()
  .optional()
  .meta({ description: `1 to ${idempotencyKeyLengthMax} characters: sent again, it changes once` })

/** Headers of a transition, for documents; they too are checked by its handler. */
export const headersRequired = z.object({
  'if-match': entityTagHeader,
  'idempotency-key': keyHeader,
})
export const headersHonoured = headersRequired.partial()

type Idempotency = HttpCapabilities['idempotency']
/** Runs one request after the other when they share an idempotency key. */
export type KeyTurns = <T>(key: string | null, work: () => Promise<T>) => Promise<T>

/** Turns by key, so that a retry sent too early waits for the first and gets its answer. */
export function createKeyTurns(): KeyTurns {
  const turns = new Map<string, Promise<unknown>>()
  return async (key, work) => {
    if (key === null) return work()
    const before = turns.get(key) ?? Promise.resolve()
    const mine = before.then(work, work)
    turns.set(key, mine)
    try {
      return await mine
    } finally {
      if (turns.get(key) === mine) turns.delete(key)
    }
  }
}

type ReadBody =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly detail: string }

/** The raw text of a body as JSON; none is an empty object. */
function readBody(text: string): ReadBody {
  if (text.trim() === '') return { ok: true, value: {} }
  if (isDeeper(text, bodyDepthMax)) {
    return { ok: false, detail: `expected at most ${bodyDepthMax} levels of lists and objects` }
  }
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch {
    return { ok: false, detail: 'the body is not JSON' }
  }
}

/** Whether lists and objects of a JSON text stand in each other more than so many deep. */
function isDeeper(text: string, depthMax: number): boolean {
  let [depth, inString] = [0, false]
  for (let at = 0; at < text.length && depth <= depthMax; at++) {
    const mark = text[at]
    if (mark === '"') inString = !inString
    else if (inString) at += mark === '\\' ? 1 : 0
    else if (mark === '[' || mark === '{') depth += 1
    else if (mark === ']' || mark === '}') depth -= 1
  }
  return depth > depthMax
}

function requestHash(request: FastifyRequest, text: string, body: ReadBody): string {
  const path = request.url.split('?', 1)[0] ?? ''
  const content = body.ok ? canonicalJson(body.value) : text
  return createHash('sha256').update(`${request.method} ${path}\n${content}`).digest('hex')
}

/** @throws {Problem} bad-request when the key is empty or too long */
export function idempotencyKey(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key']
  const key = Array.isArray(header) ? header.join(',') : header
  if (key === undefined) return null
  if (key.length >= 1 && key.length <= idempotencyKeyLengthMax) return key
  throw new Problem(
    'bad-request',
    `Idempotency-Key: expected 1 to ${idempotencyKeyLengthMax} characters`,
  )
}

function parseBody<Body>(schema: z.ZodType<Body>, body: ReadBody): Body {
  if (!body.ok) throw new Problem('bad-body', body.detail)
  const parsed = schema.safeParse(body.value)
  if (parsed.success) return parsed.data
  throw new Problem('bad-body', faultLines(parsed.error))
}

const keyTaken = () => new Problem('idempotency-conflict', 'the key was used for another request')

/** What the rules refused; a conflict tells what they would allow. */
function refusalProblem({ code, detail, allowed }: CommandRefusal): Problem {
  const plain = new Problem(code, detail)
  return plain.status === 409 ? new Problem(code, detail, { allowed }) : plain
}

function sendKept(reply: FastifyReply, kept: KeptResponse): FastifyReply {
  if (kept.etag !== null) void reply.header('etag', kept.etag)
  return reply.code(kept.status).type('application/json; charset=utf-8').send(kept.body)
}

/** The answer made from a subject, made once: what is kept is what is sent. */
function answerOnce<Subject>(hash: string, view: Transition<unknown, Subject>['view']) {
  let made: KeptResponse | null = null
  return (subject: Subject): KeptResponse => {
    if (made !== null) return made
    const { document, n } = view(subject)
    const etag = n === null ? null : entityTag(n)
    return (made = { requestHash: hash, status: 200, etag, body: JSON.stringify(document) })
  }
}

/**
 * Checks and does one transition in the order of contract §3: (404 by the caller) 428, 412, 400,
 * 409, 422. A request seen before under its idempotency key gets the answer it had, first of all.
 *
 * @throws {Problem} with the code of the first check that fails
 */
export async function runTransition<Body, Subject>(
  request: FastifyRequest,
  reply: FastifyReply,
  idempotency: Idempotency,
  key: string | null,
  transition: Transition<Body, Subject>,
): Promise<FastifyReply> {
  const text = typeof request.body === 'string' ? request.body : ''
  const raw = readBody(text)
  const hash = requestHash(request, text, raw)
  const kept = key === null ? null : await idempotency.find(key)
  if (kept?.requestHash === hash) return sendKept(reply, kept)

  const { currentN, ifMatchRequired, isKeptApart = false } = transition
  const ifMatch = request.headers['if-match']
  const expectedN = currentN === null ? null : expectedNumber(ifMatch, currentN, ifMatchRequired)
  const body = parseBody(transition.body, raw)
  if (kept !== null && isKeptApart) throw keyTaken()
  const answerOf = answerOnce(hash, transition.view)
  const keepAnswer = (subject: Subject) => {
    // Thrown where all is judged and nothing is committed yet.
    if (key === null || kept !== null) throw keyTaken()
    return { key, ...answerOf(subject) }
  }
  const keep = key === null ? null : keepAnswer
  const result = await transition.run(body, expectedN, keep).catch(async (error: unknown) => {
    const same = await keptMeanwhile(idempotency, key, hash)
    if (same === null) throw error
    return same
  })
  if ('requestHash' in result) return sendKept(reply, result)
  if (result.ok) return sendKept(reply, answerOf(result.subject))
  const same = await keptMeanwhile(idempotency, key, hash)
  if (same !== null) return sendKept(reply, same)
  throw refusalProblem(result)
}

/**
 * The answer of the very same request, kept since it was looked for: sent again while another
 * engine still did it.
 */
async function keptMeanwhile(
  idempotency: Idempotency,
  key: string | null,
  hash: string,
): Promise<KeptResponse | null> {
  const kept = key === null ? null : await idempotency.find(key)
  return kept?.requestHash === hash ? kept : null
}
