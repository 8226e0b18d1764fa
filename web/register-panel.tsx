import { useId } from 'preact/hooks'
import { language, placeName, stationName, text } from './board.ts'
import { formatExact, formatPlain } from './format.ts'
import { problemWords } from './problem-words.ts'
import { RegisterImport } from './register-import.tsx'
import { registerFailure, registers, showMore, shownRegister, showRegister } from './registers.ts'
import { Table } from './table.tsx'
import type { RegisterEntryItem, RegisterFieldItem, RegisterItem } from './wire-registers.ts'

/** One of a field's values in the reader's language. */
function valueWords(field: RegisterFieldItem, value: string | number): string {
  if (typeof value === 'number') return formatExact(language.value, value)
  if (field.type === 'station') return stationName(value)
  if (field.type === 'district') return placeName('district', value)
  if (field.type === 'water-body') return placeName('water', value)
  return field.choices.find(({ id }) => id === value)?.name[language.value] ?? value
}

/** A value as a cell shows it; a dash where nothing is known. */
function cellWords(field: RegisterFieldItem, entry: RegisterEntryItem): string {
  const value = entry.values[field.id] ?? null
  if (value === null) return '–'
  const joint = language.value === 'zh' ? '；' : '; '
  return typeof value === 'object'
    ? value.map((one) => valueWords(field, one)).join(joint)
    : valueWords(field, value)
}

/** The key first, then the others as the register has them. */
const columnsOf = ({ key, fields }: RegisterItem) => [
  ...fields.filter(({ id }) => id === key),
  ...fields.filter(({ id }) => id !== key),
]

function Entries(props: {
  readonly register: RegisterItem
  readonly entries: readonly RegisterEntryItem[]
}) {
  const { register, entries } = props
  const [key, ...others] = columnsOf(register)
  const reaches = entries.some(({ intakes }) => intakes.length > 0)
  if (entries.length === 0) return <p>{text('register.none')}</p>
  return (
    <Table
      class="entries"
      id="registers-heading"
      columns={[
        ...[key!, ...others].map(({ name, unit }) => (
          <>
            {name[language.value]}
            {unit !== null && <small> {unit}</small>}
          </>
        )),
        ...(reaches ? [text('register.intakes')] : []),
        text('register.version'),
      ]}
    >
      {entries.map((entry) => (
        <tr key={entry.key}>
          <th scope="row">{cellWords(key!, entry)}</th>
          {others.map((field) => (
            <td key={field.id}>{cellWords(field, entry)}</td>
          ))}
          {reaches && (
            <td>
              {entry.intakes.map(({ station, name, distanceKm }) => (
                <span class="reached" key={station}>
                  {name[language.value]} {formatPlain(language.value, distanceKm)} km
                </span>
              ))}
            </td>
          )}
          <td>{entry.version}</td>
        </tr>
      ))}
    </Table>
  )
}

function Search({ register }: { readonly register: RegisterItem }) {
  const id = useId()
  const search = shownRegister.value?.search ?? ''
  return (
    <div class="register-find">
      <label for={`${id}which`}>{text('register.which')}</label>
      <select
        id={`${id}which`}
        value={register.id}
        onChange={({ currentTarget }) => void showRegister(currentTarget.value)}
      >
        {registers.value.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name[language.value]} ({one.entries})
          </option>
        ))}
      </select>
      <label for={`${id}text`}>{text('register.search')}</label>
      <input
        id={`${id}text`}
        type="search"
        title={text('register.searchHint')}
        maxLength={2_000}
        value={search}
        onInput={({ currentTarget }) => void showRegister(register.id, currentTarget.value.trim())}
      />
    </div>
  )
}

/** What the zone keeps account of: one register at a time, searched, exported, imported. */
export function RegisterPanel() {
  const shown = shownRegister.value
  const register = registers.value.find(({ id }) => id === shown?.id)
  if (shown === null || register === undefined) return null
  const failure = registerFailure.value
  const exported = `/api/v1/registers/${register.id}/entries.csv?lang=${language.value}`
  return (
    <section
      class="panel registers"
      id="registers"
      aria-labelledby="registers-heading"
      tabindex={-1}
    >
      <div class="panel-head">
        <h2 id="registers-heading">{text('register.heading')}</h2>
        <p class="count" role="status">
          {text('register.count', { count: register.entries })} ·{' '}
          {text('register.found', { count: shown.entries.length })}
        </p>
      </div>
      <Search register={register} />
      {failure !== null && <p class="failure">{problemWords(language.value, failure)}</p>}
      <Entries register={register} entries={shown.entries} />
      {shown.next !== null && (
        <button type="button" onClick={() => void showMore()}>
          {text('register.more')}
        </button>
      )}
      <a class="bulletin" href={exported}>
        {text('register.export')}
      </a>
      <RegisterImport key={register.id} register={register} />
    </section>
  )
}
