import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { ActForm, problemIn, type Act } from './act-form.tsx'
import { announcement, text } from './board.ts'
import { useSending } from './sending.ts'

/**
 * What can be done in one place of the page. `buttons` begin acts, wherever they belong; `form`
 * asks what the one that was begun needs, and is gone with it or once it can no longer be done.
 * An act that asks nothing is done at once.
 */
export function useActs(acts: readonly Act[]) {
  const begun = useSignal<string | null>(null)
  const opener = useRef<HTMLElement | null>(null)
  const { sending, problem, send } = useSending()
  const act = acts.find(({ id }) => id === begun.value)

  const begin = (one: Act, button: HTMLElement) => {
    opener.current = button
    void send(
      `${one.id} ${one.version ?? ''}`,
      async (key) => {
        await one.load?.()
        if (one.fields !== undefined) begun.value = one.id
        else {
          await one.send({}, key)
          announcement.value = text('caseAct.done', { act: one.name })
        }
      },
      one.refresh,
    )
  }
  /** What was sent may be answered when another is begun: that one stays. */
  const close = (id: string) => {
    if (begun.peek() !== id) return
    begun.value = null
    opener.current?.focus()
  }
  const buttons = (some: readonly Act[] = acts) => (
    <div class="acts">
      {some.map((one) => (
        <button
          type="button"
          key={one.id}
          class={one.fields === undefined ? 'strong' : undefined}
          aria-expanded={one.fields === undefined ? undefined : one.id === begun.value}
          disabled={sending.value}
          onClick={({ currentTarget }) => begin(one, currentTarget)}
        >
          {one.name}
        </button>
      ))}
    </div>
  )
  const form = (
    <>
      {act !== undefined && <ActForm key={act.id} act={act} close={() => close(act.id)} />}
      {(sending.value || problem.value !== null) && (
        <p class="answer" role="status">
          {sending.value && text('act.sending')}
          {problem.value !== null && problemIn(acts[0], problem.value)}
        </p>
      )}
    </>
  )
  return { buttons, form }
}
