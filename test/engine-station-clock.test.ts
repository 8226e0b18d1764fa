import { describe, expect, it } from 'vitest'
import { minuteMs } from '../src/domain/time.ts'
import type { Alert } from './engine-api.ts'
import { until } from './until.ts'
import { useEngineAndGateway } from './use-engine.ts'

/** A gateway whose clock is an hour ahead, before an engine whose minute takes three seconds. */
const { engine, gateway } = useEngineAndGateway({ QINGLIU_CLOCK: '2026-11-23T12:00:00+08:00,20' })

const station = 'luxu'
const faults = () =>
  engine.api.items<Alert>(`alerts?state=all&station=${station}&kind=sensor-fault`)
async function observe(aheadMs: number) {
  const { body } = await engine.api.get<{ now: string }>('clock')
  const time = Date.parse(body.now) + aheadMs
  return gateway.observe(station, { time, values: { do: 7.4 } })
}

describe('a station whose clock is an hour ahead', () => {
  it('is refused, and opens one alert that names the offset', async () => {
    await until(async () => {
      expect(await observe(60 * minuteMs)).toMatchObject({
        stored: 0,
        refused: [{ code: 'future-time' }],
      })
      expect(await faults()).toHaveLength(1)
    })
    const [alert] = await faults()
    expect(alert).toMatchObject({ rule: 'station-clock', condition: 'firing', colour: null })
    const minutes = alert?.evidence['clockOffsetMinutes']
    expect(minutes).toBeGreaterThan(45)
    expect(minutes).toBeLessThanOrEqual(60)
    const { body } = await engine.api.get(`stations/${station}`)
    expect(body).toMatchObject({ state: 'waiting' })
  })

  it('does not end with back-fill, but with the right time, and is one alert still', async () => {
    for (let hours = 5; hours > 0; hours -= 1) {
      expect(await observe(-hours * 60 * minuteMs)).toMatchObject({ stored: 1 })
    }
    expect(await faults()).toMatchObject([{ condition: 'firing' }])
    expect((await engine.api.get(`stations/${station}`)).body).toMatchObject({ state: 'fault' })
    await until(async () => {
      await observe(0)
      expect(await faults()).toMatchObject([{ condition: 'resolved' }])
    })
    expect((await faults())[0]?.occurrences).toBe(1)
  })
})
