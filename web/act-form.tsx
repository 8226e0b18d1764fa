import { useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { announcement, language, text } from './board.ts'
import { actProblemWords } from './problem-words.ts'
import { useSending } from './sending.ts'
import type { ProblemDocument } from './wire.ts'

/** What a person says with an act; `value` stands there at first. */
export type ActField = {
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'long' | 'number' | 'day' | 'time' | 'choice' | 'file'
  readonly optional?: boolean
  readonly value?: string
  /** Of a number. */
  readonly most?: number
  readonly whole?: boolean
  readonly choices?: readonly (readonly [value: string, label: string])[]
  /** Keeps a file at once; what it answers is what is said. */
  readonly keep?: (file: File) => Promise<string>
}
/** What was said, trimmed; empty where nothing was. */
export type Said = Readonly<Record<string, string>>

/** What a person can do about something. */
export type Act = {
  readonly id: string
  /** What it is called, and its button says. */
  readonly name: string
  /** What heads its form, where the name does not tell what it is about. */
  readonly title?: string
  /** What is to be known before it is sent. */
  readonly note?: string
  /** Its fields, which may depend on what was said so far; absent: it asks nothing. */
  readonly fields?: (said: Said) => readonly ActField[]
  /** Reads what its fields offer, before it is begun. */
  readonly load?: () => Promise<unknown>
  /** Does it and reads again what it changed; under one key it is done once. */
  readonly send: (said: Said, key: string) => Promise<void>
  /** It is changed since it was read: reads it again. */
  readonly refresh: () => Promise<void>
  /** Of what it is about, as the person saw it: on another version it is another intent. */
  readonly version?: string
  /** What the engine says of it, where cases have other words. */
  readonly explain?: typeof actProblemWords
}

/** Why the engine did not do it. */
export const problemIn = (act: Act | undefined, problem: ProblemDocument) =>
  (act?.explain ?? actProblemWords)(language.value, problem)

/** A file, which is kept as soon as it is chosen: what it is kept as is the value. */
function FileInput(props: {
  readonly id: string
  readonly keep: (file: File) => Promise<string>
  readonly onValue: (value: string) => void
}) {
  const { id, keep, onValue } = props
  const { sending, problem, send } = useSending()
  const kept = useSignal('')
  const choose = (file: File | undefined) => {
    const say = (value: string) => onValue((kept.value = value))
    say('')
    if (file !== undefined)
      void send(
        file.name,
        async () => say(await keep(file)),
        () => Promise.resolve(),
      )
  }
  return (
    <div>
      <input
        id={id}
        type="file"
        accept="image/*,application/pdf,video/mp4,audio/mpeg"
        onChange={({ currentTarget }) => choose(currentTarget.files?.[0])}
      />
      <p class="answer" role="status">
        {sending.value && text('act.sending')}
        {kept.value !== '' && text('stepAct.kept', { hash: kept.value.slice(0, 12) })}
        {problem.value !== null && actProblemWords(language.value, problem.value)}
      </p>
    </div>
  )
}

function Input(props: {
  readonly id: string
  readonly field: ActField
  readonly value: string
  readonly onValue: (value: string) => void
}) {
  const { id, field, value, onValue } = props
  const { kind, most, whole = false, optional = false, choices = [] } = field
  const onInput = (event: { readonly currentTarget: { readonly value: string } }) =>
    onValue(event.currentTarget.value)
  if (field.keep !== undefined) return <FileInput {...{ id, keep: field.keep, onValue }} />
  const shared = { id, value, required: !optional, onInput }
  if (kind === 'long') return <textarea {...shared} rows={3} maxLength={2_000} />
  if (kind === 'number')
    return (
      <input
        {...shared}
        type="number"
        min={0}
        max={most}
        step={whole ? 1 : 'any'}
        inputMode="decimal"
      />
    )
  if (kind === 'time') return <input {...shared} type="datetime-local" />
  if (kind === 'day') return <input {...shared} type="date" />
  if (kind === 'text') return <input {...shared} type="text" maxLength={2_000} />
  return (
    <select {...shared}>
      {choices.every(([one]) => one !== '') && <option value="">{text('caseAct.choose')}</option>}
      {choices.map(([one, label]) => (
        <option key={one} value={one}>
          {label}
        </option>
      ))}
    </select>
  )
}

/** What was said so far, and the sending of it. */
function useAct({ name, fields, send, refresh, version = '' }: Act, close: () => void) {
  const given = useSignal<Said>({})
  const sender = useSending()
  const shown = fields?.(given.value) ?? []
  const valueOf = (field: ActField) => given.value[field.name] ?? field.value ?? ''
  const submit = () => {
    const said = Object.fromEntries(shown.map((one) => [one.name, valueOf(one).trim()]))
    const work = async (key: string) => {
      await send(said, key)
      announcement.value = text('caseAct.done', { act: name })
      close()
    }
    return sender.send(`${version} ${JSON.stringify(said)}`, work, refresh)
  }
  return { given, ...sender, shown, valueOf, submit }
}

const entries = 'input, select, textarea, button'

/** What a person enters to do something, and what the engine says of it. */
export function ActForm({ act, close }: { readonly act: Act; readonly close: () => void }) {
  const { given, sending, problem, shown, valueOf, submit } = useAct(act, close)
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>(entries)?.focus(), [])
  return (
    <form
      ref={form}
      class="step"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <fieldset class="commands" disabled={sending.value}>
        <legend>{act.title ?? act.name}</legend>
        {act.note !== undefined && <p>{act.note}</p>}
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
          <button type="button" class="quiet" onClick={close}>
            {text('act.back')}
          </button>
        </div>
      </fieldset>
      <p class="answer" role="status">
        {sending.value && text('act.sending')}
        {problem.value !== null && problemIn(act, problem.value)}
      </p>
    </form>
  )
}
