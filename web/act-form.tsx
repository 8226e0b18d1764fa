import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { announcement, language, text } from './board.ts'
import { newIdempotencyKey, RequestFailure } from './client.ts'
import { actProblemWords } from './problem-words.ts'
import type { ProblemDocument } from './wire.ts'

/** What a person says with an act; `value` stands there at first. */
export type ActField = {
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'long' | 'number' | 'day' | 'choice'
  readonly optional?: boolean
  readonly value?: string
  /** Of a number. */
  readonly most?: number
  readonly choices?: readonly (readonly [value: string, label: string])[]
}
/** What was said, trimmed; empty where nothing was. */
export type Said = Readonly<Record<string, string>>

type Act = {
  /** What it is called; also what its button says. */
  readonly name: string
  /** Its fields, which may depend on what was said so far. */
  readonly fields: (said: Said) => readonly ActField[]
  /** Does it and reads again what it changed; under one key it is done once. */
  readonly send: (said: Said, key: string) => Promise<void>
  /** It is changed since it was read: reads it again. */
  readonly refresh: () => Promise<void>
  readonly close: () => void
}

function Input(props: {
  readonly id: string
  readonly field: ActField
  readonly value: string
  readonly onValue: (value: string) => void
}) {
  const { id, field, value, onValue } = props
  const { kind, most, optional = false, choices = [] } = field
  const onInput = (event: { readonly currentTarget: { readonly value: string } }) =>
    onValue(event.currentTarget.value)
  const shared = { id, value, required: !optional, onInput }
  if (kind === 'long') return <textarea {...shared} rows={3} maxLength={2_000} />
  if (kind === 'number')
    return <input {...shared} type="number" min={0} max={most} step="any" inputMode="decimal" />
  if (kind === 'day') return <input {...shared} type="date" />
  if (kind === 'text') return <input {...shared} type="text" maxLength={2_000} />
  return (
    <select {...shared}>
      <option value="">{text('caseAct.choose')}</option>
      {choices.map(([one, label]) => (
        <option key={one} value={one}>
          {label}
        </option>
      ))}
    </select>
  )
}

/** Sends what was said; one intent keeps one key until the engine has answered. */
function useSending({ name, fields, send, refresh, close }: Act) {
  const given = useSignal<Said>({})
  const sending = useSignal(false)
  const problem = useSignal<ProblemDocument | null>(null)
  const intent = useSignal<{ readonly said: string; readonly key: string } | null>(null)
  const shown = fields(given.value)
  const valueOf = (field: ActField) => given.value[field.name] ?? field.value ?? ''
  const submit = async () => {
    const said = Object.fromEntries(shown.map((one) => [one.name, valueOf(one).trim()]))
    const told = JSON.stringify(said)
    const key = intent.value?.said === told ? intent.value.key : newIdempotencyKey()
    intent.value = { said: told, key }
    sending.value = true
    problem.value = null
    try {
      await send(said, key)
      announcement.value = text('caseAct.done', { act: name })
      close()
    } catch (cause) {
      if (!(cause instanceof RequestFailure)) throw cause
      problem.value = cause.problem
      if (cause.problem.status !== 0) intent.value = null
      if (cause.problem.status === 412) await refresh().catch(() => null)
    } finally {
      sending.value = false
    }
  }
  return { given, sending, problem, shown, valueOf, submit }
}

/** What a person enters to act on a case, and what the engine says of it. */
export function ActForm(act: Act) {
  const { given, sending, problem, shown, valueOf, submit } = useSending(act)
  const id = useId()
  return (
    <form
      class="step"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <fieldset class="commands" disabled={sending.value}>
        <legend>{act.name}</legend>
        <div class="inputs">
          {shown.map((field) => [
            <label key={`${field.name} label`} for={id + field.name}>
              {field.label}
            </label>,
            <Input
              key={field.name}
              id={id + field.name}
              field={field}
              value={valueOf(field)}
              onValue={(value) => (given.value = { ...given.value, [field.name]: value })}
            />,
          ])}
        </div>
        <div class="acts">
          <button type="submit" class="strong">
            {text('caseAct.send')}
          </button>
          <button type="button" class="quiet" onClick={act.close}>
            {text('act.back')}
          </button>
        </div>
      </fieldset>
      <p class="answer" role="status">
        {sending.value && text('act.sending')}
        {problem.value !== null && actProblemWords(language.value, problem.value)}
      </p>
    </form>
  )
}
