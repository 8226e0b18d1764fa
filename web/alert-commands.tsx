import { useSignal } from '@preact/signals'
import { incidentGrades } from '../src/domain/event.ts'
import type { Json } from '../src/domain/json.ts'
import { hourMs } from '../src/domain/time.ts'
import type { Act, ActField, Said } from './act-form.tsx'
import { useActs } from './acts.tsx'
import { personField, remember } from './case-acts.ts'
import { text, word } from './board.ts'
import { commandAlert } from './client.ts'
import { agedAt } from './clock.ts'
import { beijingInput, beijingInstant } from './format.ts'
import { problemWords } from './problem-words.ts'
import { refreshAlert } from './start-board.ts'
import type { AlertItem } from './wire.ts'

/** What most alerts are answered with, and what some need beside that. */
const commands = ['acknowledge', 'confirm', 'reject'] as const
const others = ['grade', 'shelve', 'unshelve', 'release', 'close', 'comment'] as const
type Command = (typeof commands)[number]
type Other = (typeof others)[number]

/** What could be asked of the alert now: as the engine says, else by its state. */
function isAllowed({ allowed, attention, verdict }: AlertItem, command: Command): boolean {
  if (allowed !== undefined && !allowed.includes(command)) return false
  if (command === 'acknowledge') return attention === 'new'
  // Confirmed plainly, it can still be said to be a deterioration: only the engine knows whether.
  if (command === 'confirm') return verdict !== 'confirmed' || allowed !== undefined
  return verdict !== 'rejected'
}

/** What a plain confirmation opens, and as what else some kinds can be confirmed. */
function confirming({ kind, verdict }: AlertItem): Pick<Act, 'note' | 'fields'> {
  const either = kind === 'limit' || kind === 'unusual'
  const isPlain = verdict !== 'confirmed'
  const plain = isPlain ? [['', text('act.confirmYes')] as const] : []
  const as: ActField = {
    ...{ name: 'as', label: text('act.confirmHow'), kind: 'choice', optional: isPlain },
    choices: [...plain, ['deterioration', text('act.confirmAs')]],
  }
  const told = [
    ...(isPlain ? [`${text('act.confirmSure')} ${text(`opens.${kind}`)}`] : []),
    ...(either ? [text('act.confirmAsNote')] : []),
  ]
  return { note: told.join(' '), fields: () => (either ? [as] : []) }
}

const reason = (): readonly ActField[] => [
  { name: 'reason', label: text('act.rejectReason'), kind: 'long' },
]

/** What is common to all commands: sent on the version that was seen. */
const sending = (alert: AlertItem, command: Command | Other) => ({
  ...{ id: command, explain: problemWords, version: alert.etag },
  send: async ({ until = '', ...said }: Said, key: string) => {
    const body: Record<string, Json> = Object.fromEntries(
      Object.entries(said).filter(([, value]) => value !== ''),
    )
    if (until !== '') body['until'] = beijingInstant(until)
    remember(body)
    await commandAlert(alert, { command, key, body })
    await refreshAlert(alert.id)
  },
  refresh: () => refreshAlert(alert.id),
})

/** What a person can do about the alert; it is acknowledged at once, the others ask first. */
const alertActs = (alert: AlertItem): readonly Act[] =>
  commands
    .filter((command) => isAllowed(alert, command))
    .map((command) => ({
      ...sending(alert, command),
      name: text(`act.${command}`),
      ...(command === 'confirm' && confirming(alert)),
      ...(command === 'reject' && { fields: reason }),
    }))

/** How long an alert is shelved where nothing else is said. */
const shelvedMs = 4 * hourMs

function otherFields(command: Other): readonly ActField[] {
  const why = { name: 'reason', label: text('caseAct.reason'), kind: 'long' } as const
  switch (command) {
    case 'grade': {
      const grades = incidentGrades.map((one) => [one, word('grade', one)] as const)
      return [{ name: 'grade', label: text('act.grade'), kind: 'choice', choices: grades }, why]
    }
    case 'shelve': {
      const until = beijingInput(agedAt.peek() + shelvedMs)
      return [{ name: 'until', label: text('act.until'), kind: 'time', value: until }, why]
    }
    case 'comment':
      return [{ name: 'text', label: text('act.comment'), kind: 'long' }]
    case 'unshelve':
    case 'release':
    case 'close':
      return [{ ...why, optional: command === 'unshelve' }]
  }
}

/** What else can be done about the alert, as the engine says. */
const otherActs = (alert: AlertItem): readonly Act[] =>
  others
    .filter((command) => alert.allowed?.includes(command))
    .map((command) => ({
      ...sending(alert, command),
      name: text(`act.${command}`),
      fields: () => [...otherFields(command), personField()],
    }))

/** Acknowledge at once; all else in a second step, and what is seldom done out of the way. */
export function AlertCommands({ alert }: { readonly alert: AlertItem }) {
  const open = useSignal(false)
  const [first, rest] = [alertActs(alert), otherActs(alert)]
  const { buttons, form } = useActs([...first, ...rest])
  return (
    <div class="commands">
      <div class="acts">
        {buttons(first)}
        {rest.length > 0 && (
          <button
            type="button"
            class="quiet"
            aria-expanded={open.value}
            onClick={() => (open.value = !open.value)}
          >
            {text('act.more')}
          </button>
        )}
      </div>
      {open.value && buttons(rest)}
      {form}
    </div>
  )
}
