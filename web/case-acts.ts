import { signal } from '@preact/signals'
import type { Json } from '../src/domain/json.ts'
import type { ActField, Said } from './act-form.tsx'
import { districts, placeName, text } from './board.ts'
import { request } from './client.ts'

/** Who acts: asked for once, and proposed by each form after it. */
const actor = signal<{ readonly person: string; readonly district: string }>({
  person: '',
  district: '',
})

/** Keeps who acted, for the next form. */
export function remember({ person, district }: Readonly<Record<string, Json>>): void {
  actor.value = {
    person: typeof person === 'string' ? person : actor.value.person,
    district: typeof district === 'string' ? district : actor.value.district,
  }
}

type Sent = {
  readonly body: Readonly<Record<string, Json>>
  readonly key: string
  /** The version that the person saw; null: nothing is changed that was there. */
  readonly etag: string | null
}

/**
 * Sends what a person does about a case.
 *
 * @throws {RequestFailure} with the engine's problem document; status 412 when it changed
 */
export async function sendAct(path: string, { body, key, etag }: Sent): Promise<void> {
  remember(body)
  await request(path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': key,
      ...(etag === null ? {} : { 'If-Match': etag }),
    },
    body: JSON.stringify(body),
  })
}

/** The path of a step of a case. */
export const stepPath = (id: string, step: string) =>
  `/workflows/${encodeURIComponent(id)}/steps/${step}`

export const personField = (): ActField => {
  return { name: 'person', label: text('caseAct.person'), kind: 'text', value: actor.value.person }
}

/** Who acts, and for which district: that named, else that of before. */
export const actorFields = (district: string | null = null): readonly ActField[] => [
  personField(),
  {
    ...{ name: 'district', label: text('caseAct.district'), kind: 'choice' },
    value: district ?? actor.value.district,
    choices: districts.value.map((id) => [id, placeName('district', id)] as const),
  },
]

export const reasonField = (): ActField => {
  return { name: 'reason', label: text('caseAct.reason'), kind: 'long' }
}

/** Who acts, as a body says it. */
export const byWhom = (said: Said) => {
  return { person: said['person'] ?? '', district: said['district'] ?? '' }
}

/** A text that may be left out. */
export const orNull = (said: Said, name: string): string | null => said[name] || null
