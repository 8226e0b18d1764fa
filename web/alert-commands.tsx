import type { Json } from '../src/domain/json.ts'
import type { Act, ActField } from './act-form.tsx'
import { useActs } from './acts.tsx'
import { text } from './board.ts'
import { commandAlert, type AlertCommand } from './client.ts'
import { problemWords } from './problem-words.ts'
import { refreshAlert } from './start-board.ts'
import type { AlertItem } from './wire.ts'

type Command = AlertCommand['command']
const commands = ['acknowledge', 'confirm', 'reject'] as const satisfies readonly Command[]

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

/** What a person can do about the alert; it is acknowledged at once, the others ask first. */
const alertActs = (alert: AlertItem): readonly Act[] =>
  commands
    .filter((command) => isAllowed(alert, command))
    .map((command) => ({
      ...{ id: command, name: text(`act.${command}`), explain: problemWords },
      version: alert.etag,
      ...(command === 'confirm' && confirming(alert)),
      ...(command === 'reject' && { fields: reason }),
      send: async (said, key) => {
        const body: Record<string, Json> = Object.fromEntries(
          Object.entries(said).filter(([, value]) => value !== ''),
        )
        await commandAlert(alert, { command, key, body })
        await refreshAlert(alert.id)
      },
      refresh: () => refreshAlert(alert.id),
    }))

/** Acknowledge at once; confirm and reject in a second step. */
export function AlertCommands({ alert }: { readonly alert: AlertItem }) {
  const { buttons, form } = useActs(alertActs(alert))
  return (
    <div class="commands">
      {buttons()}
      {form}
    </div>
  )
}
