import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Alert, NewChange } from '../src/domain/alert.ts'
import { warningColours, type Event } from '../src/domain/event.ts'
import { hourMs } from '../src/domain/time.ts'
import { openAlertState } from './alert-state.ts'
import { allowedVerbs, applyCommand, verbs, type Verb } from './commands.ts'
import { countingIds, fakeEvent, fakeRule, morningAt } from './fake-alert.ts'
import { applyEvent, applyTime, fingerprintOf } from './lifecycle.ts'

type Act =
  | { readonly what: 'event'; readonly event: Partial<Event> }
  | { readonly what: 'command'; readonly verb: Verb; readonly subject: string }
  | { readonly what: 'tick' }

const subject = fc.constantFrom('jinze', 'pingwang')
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    what: fc.constant('event' as const),
    event: fc.record({
      subject,
      phase: fc.constantFrom('begin', 'change', 'end'),
      colour: fc.constantFrom(null, ...warningColours),
      live: fc.boolean(),
    }),
  }),
  fc.record({ what: fc.constant('command' as const), verb: fc.constantFrom(...verbs), subject }),
  fc.record({ what: fc.constant('tick' as const) }),
)

/** Runs acts an hour apart over a store of alerts, as the desk of the engine would. */
function run(acts: readonly Act[]) {
  const alerts = new Map<string, Alert>()
  const changes: NewChange[] = []
  const newId = countingIds()
  const newestOf = (fingerprint: string) =>
    [...alerts.values()].findLast((alert) => alert.fingerprint === fingerprint) ?? null
  const keep = (told: { alert: Alert | null; changes: readonly NewChange[] }) => {
    if (told.alert !== null) alerts.set(told.alert.id, told.alert)
    changes.push(...told.changes)
  }
  acts.forEach((each, index) => {
    const now = morningAt + index * hourMs
    if (each.what === 'event') {
      const event = fakeEvent({ observedAt: now, key: `event-${index}`, ...each.event })
      keep(applyEvent(newestOf(fingerprintOf(event)), event, fakeRule(), { now, newId }))
    } else if (each.what === 'tick') {
      for (const alert of alerts.values()) keep(applyTime(alert, now))
    } else {
      const alert = newestOf(`class-deterioration|${each.subject}`)
      if (alert === null) return
      const saying = { reason: 'why', comment: 'what', grade: 'III', until: now + hourMs } as const
      const command = { verb: each.verb, person: 'li', ...saying }
      const result = applyCommand(alert, command, { now, newId })
      const again = each.verb === 'confirm' && alert.verdict === 'confirmed'
      expect(result.ok).toBe(allowedVerbs(alert).includes(each.verb) || again)
      if (result.ok) keep(result)
    }
  })
  return { alerts: [...alerts.values()], changes }
}

const acts = fc.array(act, { maxLength: 60 })

describe('any sequence of events, commands and ticks', () => {
  it('leaves at most one open alert of a fingerprint', () => {
    fc.assert(
      fc.property(acts, (sequence) => {
        const open = run(sequence).alerts.filter((alert) => openAlertState(alert) !== null)
        const fingerprints = open.map((alert) => alert.fingerprint)
        expect(new Set(fingerprints).size).toBe(fingerprints.length)
      }),
    )
  })

  it('leaves no alert in a pair of condition and attention that cannot rest', () => {
    fc.assert(
      fc.property(acts, (sequence) => {
        for (const alert of run(sequence).alerts) {
          const { condition, attention, verdict, resolvedAt, closedAt, shelvedUntil } = alert
          const pair = `${condition}-${attention}`
          const resting = ['firing-new', 'firing-acknowledged', 'resolved-new', 'resolved-closed']
          expect(verdict === 'rejected' ? ['firing-closed', 'resolved-closed'] : resting).toContain(
            pair,
          )
          expect(resolvedAt === null).toBe(condition === 'firing')
          expect(closedAt === null).toBe(attention !== 'closed')
          if (attention === 'closed') expect(shelvedUntil).toBeNull()
        }
      }),
    )
  })

  it('gives the same changes again, and their fold is the alerts', () => {
    fc.assert(
      fc.property(acts, (sequence) => {
        const { alerts, changes } = run(sequence)
        expect(run(sequence).changes).toEqual(changes)
        const folded = new Map(changes.map(({ subject: id, body }) => [id, body['alert']]))
        expect([...folded.values()]).toEqual(alerts)
      }),
    )
  })
})
