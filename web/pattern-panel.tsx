import type { ComponentChildren } from 'preact'
import type { Act } from './act-form.tsx'
import { useActs } from './acts.tsx'
import { parameterName, plain, stationName, text } from './board.ts'
import { timeOf } from './casework-time.ts'
import { Chip, warnToken } from './marks.tsx'
import { patterns, readPatterns, revokePattern } from './patterns.ts'
import { Table } from './table.tsx'
import type { PatternItem } from './wire-registers.ts'

/** What is taken out of force is asked for with a reason. */
const revoking = (pattern: PatternItem): readonly Act[] =>
  pattern.revoked !== null
    ? []
    : [
        {
          ...{ id: pattern.id, name: text('pattern.revoke'), refresh: readPatterns },
          title: text('pattern.revokeReason', { station: stationName(pattern.station) }),
          fields: () => [{ name: 'reason', label: text('caseAct.reason'), kind: 'long' }],
          send: (said, key) => revokePattern(pattern, said['reason'] ?? '', key),
        },
      ]

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

function Pattern(props: { readonly pattern: PatternItem; readonly children: ComponentChildren }) {
  const { pattern, children } = props
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
            {text('pattern.inForce')} {children}
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
  const { buttons, form } = useActs((all ?? []).flatMap(revoking))
  if (all === null) return null
  const inForce = all.filter(({ revoked }) => revoked === null).length
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
        <Table id="patterns-heading" columns={heads.map((key) => text(key))}>
          {all.map((pattern) => (
            <Pattern key={pattern.id} pattern={pattern}>
              {buttons(revoking(pattern))}
            </Pattern>
          ))}
        </Table>
      )}
      {form}
    </section>
  )
}
