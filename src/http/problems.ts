import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { z } from 'zod'
import { AppError } from '../domain/errors.ts'

/** The one table from a stable code to its status and title. */
const problemTable = {
  'bad-query': [400, 'A query parameter is not what it should be'],
  'bad-cursor': [400, 'The cursor is not one of this list'],
  'unknown-parameter': [400, 'The catalogue has no such parameter'],
  'bad-body': [400, 'The body is not what it should be'],
  'bad-command': [400, 'The command is not what it should be'],
  'bad-step': [400, 'The step is not what it should be'],
  'bad-date': [400, 'The date is not what it should be'],
  'bad-request': [400, 'The request cannot be read'],
  'foreign-origin': [403, 'A page of another origin asks this'],
  'not-found': [404, 'Nothing is here'],
  'unknown-station': [404, 'No such station is registered'],
  'unknown-alert': [404, 'There is no such alert'],
  'unknown-pattern': [404, 'There is no such pattern'],
  'unknown-workflow': [404, 'There is no such workflow'],
  'no-forecast': [404, 'No forecast was issued'],
  'unknown-register': [404, 'No such register is kept'],
  'unknown-entry': [404, 'The register has no such entry'],
  'unknown-step': [404, 'The workflow has no such step'],
  'unknown-refusal': [404, 'There is no such refusal'],
  'no-guidance': [404, 'No guidance was received'],
  'not-released': [404, 'Not released yet'],
  'no-consultation': [404, 'No consultation was opened'],
  'method-not-allowed': [405, 'The method is not one of this path'],
  'not-allowed': [409, 'Not allowed now'],
  'step-not-allowed': [409, 'The step cannot be taken now'],
  'leader-own-district': [409, 'The leader belongs to the district of the site'],
  'resource-taken': [409, 'The resource is held by another booking'],
  'resource-shortfall': [409, 'No resource of the kind is free'],
  'sop-step-done': [409, 'The step of the procedure was done before'],
  'sop-out-of-order': [409, 'A step of the procedure before it is not done'],
  'site-exempt': [409, 'A site is on the exempt list, and no reason was given'],
  'drawn-before': [409, 'It was drawn before, and no reason was given'],
  'too-few-candidates': [409, 'There are too few to draw from'],
  'no-addressee': [409, 'Somebody whom it is to cannot be reached by the route'],
  'no-route': [409, 'No route is set by which it could be told'],
  'device-clock': [409, 'The clock of the device is too far off'],
  'payload-not-whole': [409, 'The payload was too large to be kept whole'],
  stale: [412, 'It has changed since it was read'],
  'request-timeout': [408, 'The request did not end in time'],
  'too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The content type cannot be read'],
  'idempotency-conflict': [422, 'The idempotency key was used for another request'],
  'upgrade-required': [426, 'This path speaks WebSocket'],
  'if-match-required': [428, 'If-Match is required'],
  'headers-too-large': [431, 'The headers are too large'],
  internal: [500, 'A fault of the server'],
  unavailable: [503, 'A part of the system does not answer'],
  'not-ready': [503, 'Not ready'],
  'not-owner': [503, 'Another engine has to do it'],
  'evidence-key': [503, 'The key that signs packages of evidence is not here'],
} as const satisfies Record<string, readonly [number, string]>
type ProblemCode = keyof typeof problemTable

const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problemTable, code)

/**
 * A request that is not answered with what it asked for; thrown anywhere below a route, sent as
 * an RFC 9457 document. A guard's code that the table does not hold is a conflict, 409.
 *
 * @example throw new Problem('unknown-station', 'no station x', {})
 */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly more: Readonly<Record<string, unknown>>

  constructor(code: string, detail: string, more: Readonly<Record<string, unknown>> = {}) {
    super(detail)
    this.name = 'Problem'
    this.code = code
    this.more = more
    const [status, title] = problemTable[isProblemCode(code) ? code : 'not-allowed']
    this.status = status
    this.title = title
  }
}

/** RFC 9457 problem document with our stable `code`; further members depend on the code. */
const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
  })
  .describe('RFC 9457 problem document; `code` is stable, `allowed` is what could be done now')

/** The response entry for failures in every route's schema. */
export const problemResponses = {
  '4xx': {
    description: 'Problem document',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
}

/** Text of the problem document. */
export function problemDocument(problem: Problem): string {
  return JSON.stringify({
    type: `urn:qingliu:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    ...problem.more,
  })
}

/** One line per fault of a shape. @example `limit: expected a number from 1 to 1000` */
export function faultLines(error: z.core.$ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')
}

function problemOfValidation(validation: readonly FastifySchemaValidationError[]): Problem {
  const lines = validation.map(({ instancePath, message }) => {
    const where = instancePath.replace(/^\//, '').replaceAll('/', '.')
    return where === '' ? (message ?? '') : `${where}: ${message ?? ''}`
  })
  return new Problem('bad-query', lines.join('; '))
}

/** What fastify and its plugins refuse carries its status. */
function problemOfStatus(error: Error, status: unknown): Problem | null {
  if (typeof status !== 'number') return null
  if (status === 413) return new Problem('too-large', error.message)
  if (status === 415) return new Problem('unsupported-media-type', error.message)
  // Of the pages' folder: 403 is what a path with `//` or a hidden name gets.
  if (status === 403 || status === 404) return new Problem('not-found', 'nothing is at this path')
  if (status >= 400 && status < 500) return new Problem('bad-request', error.message)
  return null
}

/** The problem that an error stands for; what is ours to mend says nothing of the inside. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof AppError) {
    return isProblemCode(error.code)
      ? new Problem(error.code, error.message)
      : new Problem('unavailable', 'a part of the system does not answer; try again')
  }
  if (hasZodFastifySchemaValidationErrors(error)) return problemOfValidation(error.validation)
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : null
  const known = error instanceof Error ? problemOfStatus(error, status) : null
  return known ?? new Problem('internal', 'a fault of the server; it is in its log')
}

/** Seconds in which who stands by has taken over from an owner that went. */
const notOwnerRetryS = 10

/** Answers a request with the problem that an error stands for, and logs what is ours to mend. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error)
  if (problem.code === 'not-owner') void reply.header('retry-after', notOwnerRetryS)
  if (problem.status >= 500) request.log.error({ err: error }, 'request failed')
  void reply.code(problem.status).type('application/problem+json').send(problemDocument(problem))
}
