import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { Network } from '../domain/network.ts'
import { reviewLevels, type PublicPlan } from '../domain/public-view.ts'
import { waterClasses } from '../domain/standards.ts'
import { duration, names, text } from './json-leaves.ts'
import { readJsonFile } from './json-file.ts'

const decimals = 'whole number from 0 to 10'
const share = 'share above 0, up to 1'

const planFile = z
  .strictObject({
    delay: duration,
    reviewLevel: z.enum(reviewLevels),
    leastShare: z.number({ error: share }).gt(0, { error: share }).max(1, { error: share }),
    parameters: z.array(
      z.strictObject({
        code: text,
        decimals: z
          .int({ error: decimals })
          .min(0, { error: decimals })
          .max(10, { error: decimals }),
      }),
    ),
    advice: z.array(
      z.strictObject({
        classes: z.array(z.enum(waterClasses)),
        text: names,
        certainty: z.enum(['sure', 'calculated', 'memory', 'design', 'synthetic']),
      }),
    ),
  })
  .transform(({ delay, ...rest }): PublicPlan => ({ ...rest, delayMs: delay }))

/**
 * Reads what the public is shown, usually `public.json` in the network's folder; without that file
 * nothing is.
 *
 * @throws {AppError} `config`, one line a fault:
 *   `public.json: parameters[0].code: expected a parameter of the network, got "x"`
 */
export function loadPublicPlan(file: string, network: Network): PublicPlan | null {
  if (!existsSync(file)) return null
  const known = new Set(network.parameters.map(({ code }) => code))
  return readJsonFile(file, planFile, ({ parameters }) =>
    parameters.flatMap(({ code }, index) =>
      known.has(code)
        ? []
        : [`parameters[${index}].code: expected a parameter of the network, got "${code}"`],
    ),
  )
}
