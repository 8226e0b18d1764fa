import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { announcement, language, text } from './board.ts'
import { Table } from './table.tsx'
import { RequestFailure } from './client.ts'
import { problemWords } from './problem-words.ts'
import { faultWords, parseFault } from './register-fault.ts'
import { importTable, type ImportTally } from './registers.ts'
import type { RegisterItem } from './wire-registers.ts'
import type { ProblemDocument } from './wire.ts'

/** Each fault of a table that was refused: its line, its column, and what is wrong. */
function Faults(props: { readonly register: RegisterItem; readonly faults: readonly string[] }) {
  const { register, faults } = props
  const columnName = (field: string | null) =>
    register.fields.find(({ id }) => id === field)?.name[language.value] ?? field ?? '–'
  return (
    <Table
      id="register-faults"
      heading={text('register.faults', { count: faults.length })}
      columns={[text('register.line'), text('register.column'), text('register.fault')]}
    >
      {faults.map((told) => {
        const fault = parseFault(told)
        return (
          <tr key={told}>
            <th scope="row">{fault.line ?? '–'}</th>
            <td>{columnName(fault.field)}</td>
            <td>{faultWords(language.value, fault)}</td>
          </tr>
        )
      })}
    </Table>
  )
}

/** What was last sent and what the engine said of it. */
function useImport({ id }: RegisterItem) {
  const file = useSignal<File | null>(null)
  const person = useSignal('')
  const reason = useSignal('')
  const sending = useSignal(false)
  const tally = useSignal<ImportTally | null>(null)
  const problem = useSignal<ProblemDocument | null>(null)
  const send = async (dryRun: boolean) => {
    if (file.value === null) return
    sending.value = true
    tally.value = null
    problem.value = null
    try {
      const told = { person: person.value.trim(), reason: reason.value.trim(), dryRun }
      tally.value = await importTable(id, { file: file.value, ...told })
      announcement.value = tallyWords(tally.value)
    } catch (cause) {
      if (!(cause instanceof RequestFailure)) throw cause
      problem.value = cause.problem
    } finally {
      sending.value = false
    }
  }
  const isReady = () =>
    file.value !== null && person.value.trim() !== '' && reason.value.trim() !== ''
  return { file, person, reason, sending, tally, problem, send, isReady }
}

const tallyWords = ({ added, changed, unchanged, dryRun }: ImportTally) =>
  text(dryRun ? 'register.would' : 'register.took', { added, changed, unchanged })

type Importing = ReturnType<typeof useImport>

function Inputs({ importing }: { readonly importing: Importing }) {
  const { file, person, reason } = importing
  const id = useId()
  const texts = [
    [person, 'register.person', 'person'],
    [reason, 'register.reason', 'reason'],
  ] as const
  return (
    <div class="inputs">
      <label for={`${id}file`}>{text('register.file')}</label>
      <input
        id={`${id}file`}
        type="file"
        accept=".csv,text/csv"
        onChange={({ currentTarget }) => (file.value = currentTarget.files?.[0] ?? null)}
      />
      {texts.map(([value, label, name]) => (
        <>
          <label for={id + name}>{text(label)}</label>
          <input
            id={id + name}
            type="text"
            maxLength={2_000}
            value={value.value}
            onInput={({ currentTarget }) => (value.value = currentTarget.value)}
          />
        </>
      ))}
    </div>
  )
}

/** Takes a table for a register: checked first if one likes, whole or not at all. */
export function RegisterImport({ register }: { readonly register: RegisterItem }) {
  const importing = useImport(register)
  const { sending, tally, problem, send, isReady } = importing
  const faults = problem.value?.faults ?? []
  const isUnable = sending.value || !isReady()
  return (
    <details class="register-import">
      <summary>{text('register.import')}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void send(false)
        }}
      >
        <Inputs importing={importing} />
        <div class="acts">
          <button type="button" disabled={isUnable} onClick={() => void send(true)}>
            {text('register.check')}
          </button>
          <button type="submit" class="strong" disabled={isUnable}>
            {text('register.take')}
          </button>
        </div>
        <p class="answer" role="status">
          {sending.value && text('act.sending')}
          {tally.value !== null && tallyWords(tally.value)}
          {problem.value !== null &&
            faults.length === 0 &&
            problemWords(language.value, problem.value)}
        </p>
      </form>
      {faults.length > 0 && <Faults register={register} faults={faults} />}
    </details>
  )
}
