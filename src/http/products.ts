import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ReleasedProduct } from '../domain/product.ts'
import { isDate } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { Problem, problemResponses } from './problems.ts'
import { countSchema } from './query-shapes.ts'

const types = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  nc: 'application/x-netcdf',
} as const
type FileType = keyof typeof types

/**
 * A calendar date, or `latest` as null.
 *
 * @throws {Problem} bad-date
 */
export function parseDate(text: string): string | null {
  if (text === 'latest') return null
  if (isDate(text)) return text
  throw new Problem('bad-date', `expected a date such as 2026-11-23 or latest, got ${text}`)
}

const leadDaySchema = z.coerce.number().int().min(1).max(7).default(1)

function parseFile(file: string): { readonly date: string | null; readonly type: FileType } {
  const dot = file.lastIndexOf('.')
  const [name, ending] = [file.slice(0, Math.max(dot, 0)), file.slice(dot + 1)]
  if (!Object.hasOwn(types, ending)) {
    throw new Problem('not-found', `expected .json, .csv, .html, .svg or .nc, got ${file}`)
  }
  return { date: parseDate(name), type: ending as FileType }
}

/** `products/air/{date}.{json|csv|html|svg|nc}`: what was released, in five spellings. */
export function registerProducts(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/products/air/:file',
    {
      schema: {
        summary: 'The joint air product of a date of issue, or the newest, as a file',
        description:
          'file: `2026-11-23.json` or `latest.json`; also `.csv`, the bulletin `.html`, the map of ' +
          'one day `.svg`, and `.nc` (NetCDF-4 by CF-1.11). 404 `not-released` before its ' +
          'release. The same version has the same bytes for ever; `hash` is the SHA-256 of the ' +
          'canonical JSON without itself.',
        params: z.object({ file: z.string() }),
        querystring: z.object({
          version: countSchema.optional().describe('an earlier version of the date'),
          leadDay: leadDaySchema.describe('of the map: days after the date of issue'),
          lang: z.enum(['zh', 'en']).default('zh').describe('of the map'),
        }),
        response: {
          200: {
            description: 'the product',
            content: {
              'application/json': { schema: productSchema },
              'text/csv': { schema: z.string() },
              'text/html': { schema: z.string() },
              'image/svg+xml': { schema: z.string() },
              'application/x-netcdf': { schema: z.string().meta({ format: 'binary' }) },
            },
          },
          ...problemResponses,
        },
      },
    },
    async (request, reply) => {
      const { date, type } = parseFile(request.params.file)
      const { version = null, leadDay, lang: language } = request.query
      const product = await capabilities.product({ date, version })
      if (product === null) {
        const what = `${date ?? 'any product'}${version === null ? '' : ` version ${version}`}`
        throw new Problem('not-released', `${what}: not released yet`)
      }
      const view = type === 'svg' ? `-${leadDay}-${language}` : ''
      const etag = `"${product.hash}-${type}${view}"`
      return sendFile(request, reply, { ...product, type, etag }, async () =>
        type === 'json'
          ? product.document
          : capabilities.productFile(product, type, { leadDay, language }),
      )
    },
  )
}

type ProductFile = Pick<ReleasedProduct, 'version' | 'date'> & {
  readonly type: FileType
  readonly etag: string
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { version, date, type, etag }: ProductFile,
  bytes: () => Promise<string | Uint8Array>,
): Promise<FastifyReply> {
  void reply.header('etag', etag).header('cache-control', 'no-cache')
  const known = request.headers['if-none-match'] ?? ''
  if (known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)) {
    return reply.code(304).send()
  }
  if (type === 'csv' || type === 'nc') {
    const name = `air-${date}-v${version}.${type}`
    void reply.header('content-disposition', `attachment; filename="${name}"`)
  }
  if (type === 'html' || type === 'svg') {
    void reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
  }
  // Sent past the serialiser: these are the bytes that the hash stands for.
  return reply.type(types[type]).send(Buffer.from(await bytes()))
}

const names = z.object({ zh: z.string(), en: z.string() })
const bound = z.int().nullable()

const itemSchema = z.looseObject({
  area: z.string().describe('a district of the zone, or zone'),
  leadDay: z.int().describe('days after the date of issue, 1 to 7'),
  date: z.string().describe('target day, Beijing time'),
  trend: z.boolean().describe('beyond the days that HJ 633 asks for'),
  aqiLow: bound,
  aqiHigh: bound,
  levels: z.array(z.int()).describe('numbers of the AQI levels that the range touches'),
  levelWords: names.nullable(),
  colour: z.string().nullable().describe('token of the worst level touched, such as aqi.level.2'),
  primaryPollutants: z.array(z.string()).describe('factor codes; none up to an AQI of 50'),
  pm25Low: bound.describe('day mean, µg/m³'),
  pm25High: bound,
  o3Low: bound.describe('largest 8-hour mean, µg/m³'),
  o3High: bound,
  weather: names,
  advice: names.nullable().describe('zh as HJ 633 says it, en our translation'),
  sensitiveGroups: z.array(names),
  reason: z.string().nullable().describe('why there is no value'),
  basis: z.looseObject({ forecastHours: z.int(), climatologyHours: z.int(), storedDays: z.int() }),
})

const productSchema = z.looseObject({
  id: z.string(),
  date: z.string(),
  version: z.int(),
  issuedAt: z.string(),
  demonstration: z.boolean(),
  exercise: z.literal(true).optional().describe('agreed in a drill; absent: it was not'),
  correction: z.object({ of: z.int(), reason: z.string() }).nullable(),
  items: z.array(itemSchema),
  parties: z.array(z.looseObject({ party: z.string(), person: z.string(), signedAt: z.string() })),
  consultation: z.looseObject({ id: z.string(), minutes: z.string() }),
  runs: z.array(z.record(z.string(), z.string())),
  standards: z.array(z.string()),
  hash: z.string(),
})
