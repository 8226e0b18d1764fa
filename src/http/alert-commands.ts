import { z } from 'zod'
import { commentCharsMax } from '../domain/alert.ts'
import { incidentGrades } from '../domain/event.ts'
import type { AlertCommand, AlertVerb } from './capabilities.ts'
import { textLengthMax } from './limits.ts'
import { instantSchema } from './query-shapes.ts'

const text = z.string().trim().min(1).max(commentCharsMax)

/** Until identity is configured a command need not say who gives it. */
const spokenShape = {
  person: z.string().trim().min(1).max(textLengthMax).default('operator'),
  reason: z
    .string()
    .trim()
    .max(commentCharsMax)
    .nullish()
    .transform((reason) => reason || null),
}

/** What takes an alert from others' sight says why. */
const reasonedShape = { ...spokenShape, reason: text }

const plain = <Verb extends AlertVerb>(verb: Verb) =>
  z.object(spokenShape).transform((spoken) => ({ verb, ...spoken }))

/** Body of each command, by verb; the result is the command. */
export const alertCommandBodies = {
  acknowledge: plain('acknowledge'),
  confirm: z
    .object({ as: z.literal('deterioration').nullish(), ...spokenShape })
    .transform((body) => ({ ...body, verb: 'confirm' as const, as: body.as ?? null })),
  reject: z.object(reasonedShape).transform((body) => ({ ...body, verb: 'reject' as const })),
  grade: z
    .object({ grade: z.enum(incidentGrades), ...spokenShape })
    .transform((body) => ({ ...body, verb: 'grade' as const })),
  shelve: z
    .object({
      until: instantSchema,
      kind: z.enum(['shelved', 'out-of-service']).default('shelved'),
      ...reasonedShape,
    })
    .transform((body) => ({ ...body, verb: 'shelve' as const })),
  unshelve: plain('unshelve'),
  release: plain('release'),
  close: z.object(reasonedShape).transform((body) => ({ ...body, verb: 'close' as const })),
  comment: z
    .object({ text, ...spokenShape })
    .transform((body) => ({ ...body, verb: 'comment' as const })),
} satisfies Record<AlertVerb, z.ZodType<AlertCommand>>

export const alertVerbs = Object.keys(alertCommandBodies) as AlertVerb[]
