import { signal } from '@preact/signals'
import { minuteMs } from '../src/domain/time.ts'
import { sendAct } from './case-acts.ts'
import { readJson } from './client.ts'
import type { PatternItem } from './wire-registers.ts'
import type { ListAnswer } from './wire.ts'

/** Patterns of rejected alerts, the newest first; null while an engine has no such thing. */
export const patterns = signal<readonly PatternItem[] | null>(null)

/** Reads them anew; what cannot be read stays as it was. */
export async function readPatterns(): Promise<void> {
  const answer = await readJson('/patterns?limit=100').catch(() => null)
  if (answer !== null) patterns.value = (answer as ListAnswer).items as readonly PatternItem[]
}

/**
 * Takes a pattern out of force, on the version that the person saw.
 *
 * @throws {RequestFailure} with the engine's problem document; status 412 when it has changed
 */
export async function revokePattern(
  { id, etag }: PatternItem,
  reason: string,
  key: string,
): Promise<void> {
  const path = `/patterns/${encodeURIComponent(id)}/revoke`
  await sendAct(path, { body: { reason }, key, etag })
  await readPatterns()
}

/** Reads them now and every minute; called once. */
export function startPatterns(): void {
  void readPatterns()
  setInterval(() => void readPatterns(), minuteMs)
}
