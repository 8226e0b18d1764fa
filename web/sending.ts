import { useSignal } from '@preact/signals'
import { newIdempotencyKey, RequestFailure } from './client.ts'
import type { ProblemDocument } from './wire.ts'

/**
 * Sends what a person does, and holds what the engine says of it. Under one key the engine does a
 * thing once: the same intent keeps its key, wherever its answer was lost.
 */
export function useSending() {
  const sending = useSignal(false)
  const problem = useSignal<ProblemDocument | null>(null)
  const intent = useSignal<{ readonly name: string; readonly key: string } | null>(null)

  /**
   * @param name  all that is meant: with another one it is another intent
   * @param refresh  reads again what is changed since it was read
   */
  const send = async (
    name: string,
    work: (key: string) => Promise<void>,
    refresh: () => Promise<unknown>,
  ): Promise<void> => {
    const key = intent.value?.name === name ? intent.value.key : newIdempotencyKey()
    intent.value = { name, key }
    sending.value = true
    problem.value = null
    try {
      await work(key)
    } catch (cause) {
      if (!(cause instanceof RequestFailure)) throw cause
      problem.value = cause.problem
      if (cause.problem.status === 412) await refresh().catch(() => null)
    } finally {
      sending.value = false
    }
  }
  return { sending, problem, send }
}
