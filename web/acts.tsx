import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { ActForm, type Act } from './act-form.tsx'
import { language } from './board.ts'
import { actProblemWords } from './problem-words.ts'
import { useSending } from './sending.ts'

const nothing = () => Promise.resolve()

/**
 * What can be done in one place of the page. `buttons` begin acts, wherever they belong; `form`
 * asks what the one that was begun needs, and is gone with it or once it can no longer be done.
 */
export function useActs(acts: readonly Act[]) {
  const begun = useSignal<string | null>(null)
  const opener = useRef<HTMLElement | null>(null)
  const { problem, send } = useSending(nothing)
  const act = acts.find(({ id }) => id === begun.value)

  const begin = ({ id, load = nothing }: Act, button: HTMLElement) => {
    opener.current = button
    void send(id, async () => {
      await load()
      begun.value = id
    })
  }
  const close = () => {
    begun.value = null
    opener.current?.focus()
  }
  const buttons = (some: readonly Act[] = acts) => (
    <div class="acts">
      {some.map((one) => (
        <button
          type="button"
          key={one.id}
          aria-expanded={one.id === begun.value}
          onClick={({ currentTarget }) => begin(one, currentTarget)}
        >
          {one.name}
        </button>
      ))}
    </div>
  )
  const form = (
    <>
      {act !== undefined && <ActForm key={act.id} act={act} close={close} />}
      {problem.value !== null && (
        <p class="answer" role="status">
          {actProblemWords(language.value, problem.value)}
        </p>
      )}
    </>
  )
  return { buttons, form }
}
