import { signal } from '@preact/signals'
import { minuteMs } from '../src/domain/time.ts'
import { readCasework } from './client.ts'
import type { CaseworkAnswer } from './wire.ts'

/** Patrols of the year and open items of the ledger; null while an engine has no such thing. */
export const casework = signal<CaseworkAnswer | null>(null)

async function read(): Promise<void> {
  const answer = await readCasework().catch(() => null)
  if (answer !== null) casework.value = answer
}

/** Reads them now and every minute; called once. */
export function startCasework(): void {
  void read()
  setInterval(() => void read(), minuteMs)
}
