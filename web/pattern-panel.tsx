import { signal, useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { announcement, language, parameterName, plain, stationName, text } from './board.ts'
import { timeOf } from './casework-time.ts'
import { RequestFailure } from './client.ts'
import { Chip, warnToken } from './marks.tsx'
import { patterns, revokePattern } from './patterns.ts'
import { problemWords } from './problem-words.ts'
import type { PatternItem } from './wire-registers.ts'
import type { ProblemDocument } from './wire.ts'

/** The pattern that is about to be revoked, by its id. */
const chosen = signal<string | null>(null)

/** The second step: what is taken out of force is asked for with a reason. */
function Revoking({ pattern }: { readonly pattern: PatternItem }) {
  const reason = useSignal('')
  const problem = useSignal<ProblemDocument | null>(null)
  const id = useId()
  const send = async () => {
    try {
      await revokePattern(pattern, reason.value.trim())
      chosen.value = null
      announcement.value = text('pattern.done', { station: stationName(pattern.station) })
    } catch (cause) {
      if (!(cause instanceof RequestFailure)) throw cause
      problem.value = cause.problem
    }
  }
  return (
    <form
      class="step"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <label for={id}>
        {text('pattern.revokeReason', { station: stationName(pattern.station) })}
      </label>
      <input
        id={id}
        type="text"
        maxLength={2_000}
        value={reason.value}
        onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
      />
      <div class="acts">
        <button type="submit" class="strong" disabled={reason.value.trim() === ''}>
          {text('pattern.revokeYes')}
        </button>
        <button type="button" class="quiet" onClick={() => (chosen.value = null)}>
          {text('act.back')}
        </button>
      </div>
      <p class="answer" role="status">
        {problem.value !== null && problemWords(language.value, problem.value)}
      </p>
    </form>
  )
}

function Shape({ pattern: { shape, colour, exercise } }: { readonly pattern: PatternItem }) {
  return (
    <td>
      {colour !== null && <Chip token={warnToken(colour)}>{text(`colour.${colour}`)}</Chip>}{' '}
      {exercise && <small>({text('pattern.drill')}) </small>}
      {shape.map(({ parameter, by }) => (
        <span class="reached" key={parameter}>
          {text('pattern.by', {
            factor: parameterName(parameter),
            by: `${by > 0 ? '+' : ''}${plain(by)}`,
          })}
        </span>
      ))}
    </td>
  )
}

function Pattern({ pattern }: { readonly pattern: PatternItem }) {
  const { station, learnedAt, person, reason, revoked, silenced, lastSilencedAt } = pattern
  return (
    <tr>
      <th scope="row">{stationName(station)}</th>
      <Shape pattern={pattern} />
      <td>
        {timeOf(learnedAt)}, {person}
        <small class="under">{reason}</small>
      </td>
      <td class="number">
        {silenced}
        {lastSilencedAt !== null && (
          <small class="under">
            {text('pattern.lastSilenced', { time: timeOf(lastSilencedAt) })}
          </small>
        )}
      </td>
      <td>
        {revoked === null ? (
          <>
            {text('pattern.inForce')}{' '}
            <button type="button" onClick={() => (chosen.value = pattern.id)}>
              {text('pattern.revoke')}
            </button>
          </>
        ) : (
          text('pattern.revoked', { ...revoked, time: timeOf(revoked.at) })
        )}
      </td>
    </tr>
  )
}

/** What people rejected as no event and what of its like was silenced since; each can be revoked. */
export function PatternPanel() {
  const all = patterns.value
  if (all === null) return null
  const inForce = all.filter(({ revoked }) => revoked === null).length
  const revoking = all.find(({ id, revoked }) => id === chosen.value && revoked === null)
  const heads = [
    ...(['pattern.station', 'pattern.shape', 'pattern.learned'] as const),
    ...(['pattern.silenced', 'pattern.state'] as const),
  ]
  return (
    <section class="panel patterns" id="patterns" aria-labelledby="patterns-heading" tabindex={-1}>
      <div class="panel-head">
        <h2 id="patterns-heading">{text('pattern.heading')}</h2>
        <p class="count">{text('pattern.count', { count: inForce })}</p>
      </div>
      {all.length === 0 ? (
        <p>{text('pattern.none')}</p>
      ) : (
        <div class="scroll" role="region" aria-labelledby="patterns-heading" tabindex={0}>
          <table>
            <thead>
              <tr>
                {heads.map((key) => (
                  <th scope="col" key={key}>
                    {text(key)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {all.map((pattern) => (
                <Pattern key={pattern.id} pattern={pattern} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {revoking !== undefined && <Revoking key={revoking.id} pattern={revoking} />}
    </section>
  )
}
