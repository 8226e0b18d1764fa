import { setPriority } from 'node:os'
import { platform } from 'node:process'
import { parentPort } from 'node:worker_threads'
import { fitSeries, type FittedSeries, type History } from '../../models/issuing/fit.ts'
import { assert } from '../domain/errors.ts'

/** Asked of the thread, and what it answers; one at a time. */
export type FitAsk = { readonly history: History; readonly knots: readonly number[] }
export type FitAnswer = { readonly fitted: FittedSeries | null } | { readonly failed: string }

/** Runs in a thread of its own, so that a fit of seconds delays nothing else. */
const port = parentPort
assert(port, 'the fits run in a thread')
// On Linux a thread has a priority of its own, elsewhere this would be the whole process's.
if (platform === 'linux') setPriority(19)
port.on('message', ({ history, knots }: FitAsk) => {
  let answer: FitAnswer
  try {
    answer = { fitted: fitSeries(history, knots) }
  } catch (error) {
    answer = { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
  port.postMessage(answer)
})
