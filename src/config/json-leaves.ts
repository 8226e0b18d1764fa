import { z } from 'zod'
import { parseInstant, parsePeriod } from '../domain/time.ts'

/** A leaf's error text is what was expected of it; the reader adds place and what came. */
export const text = z
  .string({ error: 'text' })
  .refine((given) => given.trim() !== '', { error: 'text that is not empty' })

/** In both languages. */
export const names = z.strictObject({ zh: text, en: text })

/** Milliseconds from ISO 8601. */
export const duration = z
  .string({ error: 'duration such as PT15M' })
  .transform((spelling, context) => {
    const ms = parsePeriod(spelling)
    if (ms !== null) return ms
    context.addIssue({ code: 'custom', message: 'duration such as PT15M' })
    return z.NEVER
  })

/** How sure a figure is. */
export const certainty = z.enum(['sure', 'calculated', 'memory', 'design', 'synthetic'])

/** An instant from RFC 3339 with an offset. */
export const instant = z.string({ error: 'time with offset' }).transform((spelling, context) => {
  const at = parseInstant(spelling)
  if (at !== null) return at
  context.addIssue({ code: 'custom', message: 'time with offset' })
  return z.NEVER
})
