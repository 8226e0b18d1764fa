import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { Network } from '../domain/network.ts'
import { sourceKinds, type SourceLimit } from '../domain/source-lag.ts'
import { certainty, duration, text } from './json-leaves.ts'
import { readJsonFile } from './json-file.ts'

const limitsFile = z
  .strictObject({
    limits: z.array(
      z.strictObject({
        kind: z.enum(sourceKinds),
        district: text.nullable().default(null),
        delay: duration,
        age: duration,
        certainty,
      }),
    ),
  })
  .transform(({ limits }) =>
    limits.map(({ kind, district, delay, age }): SourceLimit => {
      return { kind, district, delayMs: delay, ageMs: age }
    }),
  )

/**
 * Reads beyond which the sources of a network are late, usually `sources.json` in its folder;
 * without that file none is.
 *
 * @throws {AppError} `config`, one line a fault:
 *   `sources.json: limits[0].district: expected a district of the network, got "x"`
 */
export function loadSourceLimits(file: string, network: Network): readonly SourceLimit[] {
  return existsSync(file)
    ? readJsonFile(file, limitsFile, (limits) => faultsOf(limits, network))
    : []
}

function faultsOf(limits: readonly SourceLimit[], network: Network): string[] {
  const known = new Set<string>(network.districts.map(({ id }) => id))
  const seen = new Set<string>()
  return limits.flatMap(({ kind, district, ageMs }, index) => {
    const at = `limits[${index}]`
    const key = `${kind} ${district ?? 'of any district'}`
    const again = seen.has(key)
    seen.add(key)
    return [
      ...(district !== null && !known.has(district)
        ? [`${at}.district: expected a district of the network, got "${district}"`]
        : []),
      ...(again ? [`${at}: expected one limit of each source, got ${key} again`] : []),
      // Zero would be "always late", which nobody means.
      ...(ageMs > 0 ? [] : [`${at}.age: expected more than nothing`]),
    ]
  })
}
