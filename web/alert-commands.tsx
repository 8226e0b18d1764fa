import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import type { Json } from '../src/domain/json.ts'
import { alertPlace, announcement, language, text, word } from './board.ts'
import { commandAlert, type AlertCommand } from './client.ts'
import { problemWords } from './problem-words.ts'
import { useSending } from './sending.ts'
import { refreshAlert } from './start-board.ts'
import type { AlertItem } from './wire.ts'

type Command = AlertCommand['command']
type Body = Readonly<Record<string, Json>>

/** What could be asked of the alert now: as the engine says, else by its state. */
function isAllowed({ allowed, attention, verdict }: AlertItem, command: Command): boolean {
  if (allowed !== undefined && !allowed.includes(command)) return false
  if (command === 'acknowledge') return attention === 'new'
  // Confirmed plainly, it can still be said to be a deterioration: only the engine knows whether.
  if (command === 'confirm') return verdict !== 'confirmed' || allowed !== undefined
  return verdict !== 'rejected'
}

/** What has become of the alert, for those who do not see the page; a rejected one leaves it. */
const doneWord = (command: Command) =>
  command === 'acknowledge'
    ? word('attention', 'acknowledged')
    : word('verdict', command === 'confirm' ? 'confirmed' : 'rejected')

/** A person's commands on an alert. */
function useCommands(alert: AlertItem) {
  const open = useSignal<'confirm' | 'reject' | null>(null)
  const { sending, problem, send } = useSending(() => refreshAlert(alert.id))

  const sendCommand = (command: Command, body: Body = {}) =>
    void send(`${alert.etag} ${command} ${JSON.stringify(body)}`, async (key) => {
      await commandAlert(alert, { command, key, body })
      open.value = null
      announcement.value = `${alertPlace(alert)}: ${doneWord(command)}`
      await refreshAlert(alert.id)
    })
  return { open, sending, problem, send: sendCommand }
}

type Commands = ReturnType<typeof useCommands>

function ConfirmStep(props: { readonly alert: AlertItem; readonly commands: Commands }) {
  const { alert, commands } = props
  const either = alert.kind === 'limit' || alert.kind === 'unusual'
  const isPlain = alert.verdict !== 'confirmed'
  return (
    <div class="step" role="group" aria-label={text('act.confirm')}>
      <p>
        {isPlain && `${text('act.confirmSure')} ${text(`opens.${alert.kind}`)}`}
        {either && ` ${text('act.confirmAsNote')}`}
      </p>
      <div class="acts">
        {isPlain && (
          <button type="button" class="strong" onClick={() => commands.send('confirm')}>
            {text('act.confirmYes')}
          </button>
        )}
        {either && (
          <button type="button" onClick={() => commands.send('confirm', { as: 'deterioration' })}>
            {text('act.confirmAs')}
          </button>
        )}
        <button type="button" class="quiet" onClick={() => (commands.open.value = null)}>
          {text('act.back')}
        </button>
      </div>
    </div>
  )
}

function RejectStep({ commands }: { readonly commands: Commands }) {
  const reason = useSignal('')
  const id = useId()
  return (
    <form
      class="step"
      onSubmit={(event) => {
        event.preventDefault()
        commands.send('reject', { reason: reason.value.trim() })
      }}
    >
      <label for={id}>{text('act.rejectReason')}</label>
      <textarea
        id={id}
        rows={2}
        required
        maxLength={2_000}
        value={reason.value}
        onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
      />
      <div class="acts">
        <button type="submit" class="strong" disabled={reason.value.trim() === ''}>
          {text('act.rejectYes')}
        </button>
        <button type="button" class="quiet" onClick={() => (commands.open.value = null)}>
          {text('act.back')}
        </button>
      </div>
    </form>
  )
}

/** Acknowledge at once; confirm and reject in a second step. */
export function AlertCommands({ alert }: { readonly alert: AlertItem }) {
  const commands = useCommands(alert)
  const { open, sending, problem, send } = commands
  return (
    <fieldset class="commands" disabled={sending.value}>
      <legend class="unseen">{text('stations.alerts')}</legend>
      {open.value === null && (
        <div class="acts">
          {isAllowed(alert, 'acknowledge') && (
            <button type="button" class="strong" onClick={() => send('acknowledge')}>
              {text('act.acknowledge')}
            </button>
          )}
          {isAllowed(alert, 'confirm') && (
            <button type="button" onClick={() => (open.value = 'confirm')}>
              {text('act.confirm')}
            </button>
          )}
          {isAllowed(alert, 'reject') && (
            <button type="button" onClick={() => (open.value = 'reject')}>
              {text('act.reject')}
            </button>
          )}
        </div>
      )}
      {open.value === 'confirm' && <ConfirmStep alert={alert} commands={commands} />}
      {open.value === 'reject' && <RejectStep commands={commands} />}
      <p class="answer" role="status">
        {sending.value ? text('act.sending') : ''}
        {problem.value && problemWords(language.value, problem.value)}
      </p>
    </fieldset>
  )
}
