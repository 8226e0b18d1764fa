import { describe, expect, it } from 'vitest'
import { dayMs, minuteMs } from '../src/domain/time.ts'
import type { Alert, Problem } from './engine-api.ts'
import { noonAt } from './engine-app.ts'
import { useEngineAndGateway } from './use-engine.ts'

/** A rejected alert silences its like, as operators see it: through both doors and the store. */
const { engine, gateway } = useEngineAndGateway()

const station = 'lili'
const step = 15 * minuteMs
let sentTo = noonAt - 8 * dayMs

/** Conductivity and turbidity until a time, each reading so far from its ordinary level. */
async function observe(until: number, by: { ec: number; turbidity: number }): Promise<void> {
  for (; sentTo < until; sentTo += step) {
    const wobble = Math.sin(sentTo / step)
    const ec = 500 + 3 * wobble + by.ec
    const turbidity = (30 + wobble) * Math.exp(by.turbidity)
    await gateway.observe(station, { time: sentTo, values: { ec, turbidity } })
  }
}
const calm = { ec: 0, turbidity: 0 }
const cleaning = { ec: 60, turbidity: 0.7 }

/** An hour and a half as given, and then a day as ever: the model learns of each burst. */
async function burst(by: typeof calm): Promise<void> {
  await observe(sentTo + 6 * step, by)
  await observe(sentTo + dayMs, calm)
  await engine.folded()
}

type Event = { readonly phase: string; readonly silencedBy: string | null }
type Pattern = {
  readonly id: string
  readonly etag: string
  readonly shape: readonly { readonly alias: string; readonly by: number }[]
  readonly silenced: number
  readonly revoked: object | null
}
const alerts = () => engine.api.items<Alert>(`alerts?station=${station}&kind=unusual`)
const events = () => engine.api.items<Event>(`events?station=${station}&kind=unusual&limit=1000`)
const patterns = (state = 'all') =>
  engine.api.items<Pattern>(`patterns?station=${station}&state=${state}`)
const revoke = (id: string, etag: string) =>
  engine.api.post<Problem>(
    `patterns/${id}/revoke`,
    { person: 'Wu', reason: 'it was pollution' },
    { 'if-match': etag },
  )

describe('an unusual condition that a person rejected', () => {
  it('is a pattern of its station, with its shape', async () => {
    await observe(noonAt - 5 * dayMs, calm)
    await burst(cleaning)
    const [alert] = await alerts()
    expect(alert).toMatchObject({ rule: 'unusual', condition: 'resolved', occurrences: 1 })
    expect(await patterns()).toEqual([])
    const said = { person: 'Li', reason: 'the intake was cleaned' }
    await engine.api.post(`alerts/${alert!.id}/reject`, said, { 'if-match': alert!.etag })
    const [pattern] = await patterns('active')
    expect(pattern).toMatchObject({ id: alert!.id, ...said, silenced: 0, revoked: null })
    expect(pattern!.shape.map(({ alias }) => alias)).toEqual(['turbidity', 'ec'])
    expect(pattern!.shape.every(({ by }) => by > 1)).toBe(true)
  })

  it('comes again and raises no alert, and the event names the pattern', async () => {
    const before = (await events()).length
    await burst(cleaning)
    expect(await alerts()).toHaveLength(1)
    const [pattern] = await patterns('active')
    const fresh = (await events()).slice(0, -before)
    expect(fresh.map(({ phase }) => phase)).toContain('begin')
    const silenced = fresh.filter(({ silencedBy }) => silencedBy === pattern!.id)
    expect(silenced.length).toBeGreaterThan(0)
    expect(pattern!.silenced).toBe(silenced.length)
  })

  it('is told when it goes the other way', async () => {
    await burst({ ec: -200, turbidity: -3 })
    const opened = await alerts()
    expect(opened).toHaveLength(2)
    const [alert] = opened
    await engine.api.post(`alerts/${alert!.id}/acknowledge`, {}, { 'if-match': alert!.etag })
  })

  it('is revoked with a reason, once', async () => {
    const [pattern] = await patterns('active')
    expect((await revoke(pattern!.id, pattern!.etag)).status).toBe(200)
    const [revoked] = await patterns('revoked')
    expect(revoked).toMatchObject({ id: pattern!.id, revoked: { person: 'Wu' } })
    const again = await revoke(pattern!.id, revoked!.etag)
    expect([again.status, again.body.code]).toEqual([409, 'not-allowed'])
  })
})
