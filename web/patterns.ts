import { signal } from '@preact/signals'
import { minuteMs } from '../src/domain/time.ts'
import { newIdempotencyKey, readJson, request } from './client.ts'
import type { PatternItem } from './wire-registers.ts'
import type { ListAnswer } from './wire.ts'

/** Patterns of rejected alerts, the newest first; null while an engine has no such thing. */
export const patterns = signal<readonly PatternItem[] | null>(null)

/** Reads them anew; what cannot be read stays as it was. */
async function readPatterns(): Promise<void> {
  const answer = await readJson('/patterns?limit=100').catch(() => null)
  if (answer !== null) patterns.value = (answer as ListAnswer).items as readonly PatternItem[]
}

/**
 * Takes a pattern out of force, on the version that the person saw.
 *
 * @throws {RequestFailure} with the engine's problem document; status 412 when it has changed
 */
export async function revokePattern(pattern: PatternItem, reason: string): Promise<void> {
  try {
    await request(`/patterns/${encodeURIComponent(pattern.id)}/revoke`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'If-Match': pattern.etag,
        'Idempotency-Key': newIdempotencyKey(),
      },
      body: JSON.stringify({ reason }),
    })
  } finally {
    await readPatterns()
  }
}

/** Reads them now and every minute; called once. */
export function startPatterns(): void {
  void readPatterns()
  setInterval(() => void readPatterns(), minuteMs)
}
