import { describe, expect, it } from 'vitest'
import { hourMs, minuteMs } from '../src/domain/time.ts'
import type { Alert } from './engine-api.ts'
import { noonAt } from './engine-app.ts'
import { until } from './until.ts'
import { openStream } from './engine-stream.ts'
import { useEngineAndGateway } from './use-engine.ts'

/** What happens because time passes, by a clock that runs an hour in four seconds. */
const { engine, gateway } = useEngineAndGateway({ QINGLIU_CLOCK: '2026-11-23T12:00:00+08:00,900' })

const now = async () => {
  const { body } = await engine.api.get<{ now: string; speed: number; wall: boolean }>('clock')
  return { ...body, at: Date.parse(body.now) }
}
const alertsAt = (station: string, kind: string) =>
  engine.api.items<Alert>(`alerts?station=${station}&kind=${kind}`)

describe('the chosen clock', () => {
  it('is told, and everything lives by it', async () => {
    const { at, speed, wall } = await now()
    expect([speed, wall]).toEqual([900, false])
    expect(at).toBeGreaterThan(noonAt)
    expect(at).toBeLessThan(noonAt + 24 * hourMs)
  })

  it('tells silence once by its own pace, and its end with the next reading', async () => {
    const observe = async () =>
      gateway.observe('lili', { time: (await now()).at, values: { do: 7.4, ph: 7.6 } })
    await observe()
    await until(async () => expect(await alertsAt('lili', 'silence')).not.toEqual([]))
    const [alert] = await alertsAt('lili', 'silence')
    expect(alert).toMatchObject({ condition: 'firing', colour: null })
    expect(alert?.evidence['quietMs']).toBeGreaterThan(15 * minuteMs)
    expect((await engine.api.get('stations/lili')).body).toMatchObject({ state: 'silent' })
    expect(await alertsAt('luxu', 'silence'), 'never heard, so awaited').toEqual([])

    await observe()
    const phases = async () => {
      const events = await engine.api.items<{ phase: string }>('events?station=lili&kind=silence')
      return events.map(({ phase }) => phase)
    }
    await until(async () => expect(await phases()).toContain('end'))
    expect(await alertsAt('lili', 'silence')).toHaveLength(1)
  })

  it('ends a shelving when its time has come', async () => {
    await gateway.observe('pingwang', { time: (await now()).at, values: { sb: 0.0062 } })
    await until(async () => expect(await alertsAt('pingwang', 'deterioration')).toHaveLength(1))
    const [alert] = await alertsAt('pingwang', 'deterioration')
    const stream = await openStream(engine.httpAddress, '?types=alert.unshelved')
    const shelvedUntil = new Date((await now()).at + 2 * hourMs).toISOString()
    const shelved = await engine.api.post<Alert>(
      `alerts/${alert!.id}/shelve`,
      { until: shelvedUntil, reason: '等复测' },
      { 'if-match': alert!.etag },
    )
    expect(shelved.status).toBe(200)
    const ended = await stream.frame(({ type }) => type === 'alert.unshelved')
    expect(ended.data).toMatchObject({ id: alert!.id, shelvedUntil: null, actor: 'engine' })
    expect((await now()).at).toBeGreaterThanOrEqual(Date.parse(shelvedUntil))
    await stream.close()
  })
})
