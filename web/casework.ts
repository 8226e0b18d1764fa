import { signal } from '@preact/signals'
import { minuteMs } from '../src/domain/time.ts'
import { readResources, resources } from './bookings.ts'
import * as client from './client.ts'
import type { CaseworkAnswer } from './wire.ts'

/** Patrols of the year and open items of the ledger; null while an engine has no such thing. */
export const casework = signal<CaseworkAnswer | null>(null)

/** Reads them anew; what cannot be read stays as it was. */
export async function readCasework(): Promise<void> {
  const answer = await client.readCasework().catch(() => null)
  if (answer === null) return
  casework.value = answer
  if (answer.bookings.length > 0 && resources.peek().length === 0)
    await readResources().catch(() => null)
}

/** Reads them now and every minute; called once. */
export function startCasework(): void {
  void readCasework()
  setInterval(() => void readCasework(), minuteMs)
}
