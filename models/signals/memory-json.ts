import { z } from 'zod'
import type { Json } from '../../src/domain/json.ts'
import { bloomStateSchema } from '../bloom/bloom-index.ts'
import { createStationMemory, type StationMemory, type SubjectMemory } from './signal.ts'

const latestSchema = z.object({
  value: z.number(),
  observedAt: z.number(),
  revision: z.number(),
  flag: z.number(),
  classIndex: z.number(),
  cadenceMs: z.number(),
  source: z.enum(['automatic', 'manual']).default('automatic'),
})
const partSchema = z.object({
  runs: z.array(
    z.object({ above: z.boolean(), since: z.number(), count: z.number(), on: z.boolean() }),
  ),
  lastAt: z.number(),
})
const subjectSchema = z.object({
  parts: z.array(z.tuple([z.string(), partSchema])),
  stands: z.number(),
  told: z.number(),
})
const memorySchema = z.object({
  latest: z.array(z.tuple([z.string(), latestSchema])),
  subjects: z.array(z.tuple([z.string(), subjectSchema])),
  notes: z.object({
    usual: z.object({ day: z.number(), counts: z.array(z.number()), days: z.array(z.number()) }),
    best: z.record(z.string(), z.object({ hour: z.number(), classes: z.array(z.number()) })),
    bloom: bloomStateSchema.exactOptional(),
    departures: z.record(z.string(), z.number()).exactOptional(),
  }),
})

/** A station's memory as plain JSON, for a checkpoint. */
export function saveStationMemory(memory: StationMemory): Json {
  return {
    latest: [...memory.latest],
    subjects: [...memory.subjects].flatMap(([rule, ofRule]) =>
      [...ofRule].map(([subject, { parts, stands, told }]) => [
        `${rule}|${subject}`,
        { parts: [...parts], stands, told },
      ]),
    ),
    notes: memory.notes,
  }
}

/** @throws {ZodError} when the checkpoint is not of this shape */
export function loadStationMemory(saved: Json | undefined): StationMemory {
  if (saved === undefined) return createStationMemory()
  const { latest, subjects, notes } = memorySchema.parse(saved)
  const byRule: StationMemory['subjects'] = new Map()
  for (const [key, subject] of subjects) {
    const ruleEnd = key.indexOf('|')
    const rule = key.slice(0, ruleEnd)
    const ofRule = byRule.get(rule) ?? new Map<string, SubjectMemory>()
    ofRule.set(key.slice(ruleEnd + 1), { ...subject, parts: new Map(subject.parts) })
    byRule.set(rule, ofRule)
  }
  return { latest: new Map(latest), subjects: byRule, notes }
}
