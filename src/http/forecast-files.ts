import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { formatInstant, parseInstant, type Instant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { RunFormat } from './capabilities.ts'
import { resolveSeries } from './forecasts.ts'
import { Problem, problemResponses } from './problems.ts'

const types = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  nc: 'application/x-netcdf',
} as const satisfies Record<RunFormat, string>

const isFormat = (ending: string): ending is RunFormat => Object.hasOwn(types, ending)

/** @throws {Problem} not-found, bad-date */
function parseFile(file: string): { readonly issuedAt: Instant | null; readonly type: RunFormat } {
  const dot = file.lastIndexOf('.')
  const [name, ending] = [file.slice(0, Math.max(dot, 0)), file.slice(dot + 1)]
  if (!isFormat(ending)) throw new Problem('not-found', `expected .csv, .json or .nc, got ${file}`)
  if (name === 'latest') return { issuedAt: null, type: ending }
  const issuedAt = parseInstant(name)
  if (issuedAt !== null) return { issuedAt, type: ending }
  throw new Problem('bad-date', `expected the RFC 3339 time of an issue or latest, got ${name}`)
}

/** `forecasts/runs/{station}/{parameter}/{issuedAt|latest}.{csv|json|nc}`: a run as a file. */
export function registerForecastFiles(api: Api, { capabilities, catalogue }: ApiContext): void {
  api.get(
    '/forecasts/runs/:station/:parameter/:file',
    {
      schema: {
        summary: 'A forecast run as a file: .csv, .json or .nc (NetCDF-4 by CF-1.11)',
        description:
          'file: the `issuedAt` of a run as `forecasts` tells it, or `latest`, with its ending: ' +
          '`2026-11-23T00:10:00.000Z.nc`. It has all that the archive has of the run: the model, ' +
          'climatology, persistence and the same time of day, published or not. The same run has ' +
          'the same bytes.',
        params: z.object({ station: z.string(), parameter: z.string(), file: z.string() }),
        response: {
          200: {
            description: 'the run',
            content: {
              'text/csv': { schema: z.string() },
              'application/json': { schema: z.looseObject({}) },
              'application/x-netcdf': { schema: z.string().meta({ format: 'binary' }) },
            },
          },
          ...problemResponses,
        },
      },
    },
    async (request, reply) => {
      const { issuedAt, type } = parseFile(request.params.file)
      const about = resolveSeries(request.params.station, request.params.parameter, catalogue)
      const run = await capabilities.forecast({ ...about, issuedBy: issuedAt })
      if (run === null || (issuedAt !== null && run.issuedAt !== issuedAt)) {
        const when = issuedAt === null ? '' : ` at ${formatInstant(issuedAt)}`
        const what = `nothing was issued for ${about.station} ${about.parameter}${when}`
        throw new Problem('no-forecast', what)
      }
      const bytes = await capabilities.forecastFile(run, about, type)
      const stamp = formatInstant(run.issuedAt).replace(/[-:]|\.\d+/g, '')
      const name = `${about.station}-${about.parameter}-${stamp}.${type}`
      return sendFile(reply, { bytes, type, name }, request.headers['if-none-match'] ?? '')
    },
  )
}

type RunFile = {
  readonly bytes: Uint8Array
  readonly type: RunFormat
  readonly name: string
}

function sendFile(reply: FastifyReply, { bytes, type, name }: RunFile, known: string) {
  const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`
  void reply.header('etag', etag).header('cache-control', 'no-cache')
  if (known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)) {
    return reply.code(304).send()
  }
  void reply.header('content-disposition', `attachment; filename="${name}"`)
  return reply.type(types[type]).send(Buffer.from(bytes))
}
