import { expect, it } from 'vitest'
import { hourMs } from '../src/domain/time.ts'
import type { Alert } from './engine-api.ts'
import { noonAt } from './engine-app.ts'
import { openStream } from './engine-stream.ts'
import { useEngineAndGateway } from './use-engine.ts'

/** Antimony that comes down the river: 9 km at 200 m³/s through 900 m² are 11 h, 8 to 15 h. */
const { engine, gateway } = useEngineAndGateway()

const sample = async (station: string, hoursBefore: number) => {
  const time = noonAt - hoursBefore * hourMs
  await gateway.observe('jinze-hydro', { time, values: { flow: 200 } })
  await gateway.observe(station, { time, values: { sb: 0.0071 } })
  await engine.folded()
}
type Grouped = Alert & {
  readonly subject: string
  readonly memberOf: object | null
  readonly members: readonly object[]
}
const alertAt = async (station: string) =>
  (await engine.api.items<Grouped>(`alerts?state=open&station=${station}`))[0]!

it('is one alert with members, and what comes otherwise stands alone', async () => {
  const stream = await openStream(engine.httpAddress)
  await sample('pingwang', 12)
  await sample('lili', 1)
  await sample('luxu', 0.5)
  const [parent, member] = [await alertAt('pingwang'), await alertAt('lili')]
  const way = { distanceKm: 9, hoursFrom: 7.87, hoursTo: 14.63 }
  expect(member).toMatchObject({ memberOf: { alert: parent.id, station: 'pingwang', ...way } })
  const beganAt = '2026-11-23T03:00:00.000Z'
  const listed = { alert: member.id, station: 'lili', colour: 'orange', beganAt, ...way }
  expect(parent).toMatchObject({ memberOf: null, members: [listed], occurrences: 1 })
  expect(await alertAt('luxu')).toMatchObject({ memberOf: null, members: [] })
  const frame = await stream.frame(({ type }) => type === 'alert.updated')
  expect(frame).toMatchObject({ data: { id: parent.id, members: [listed] } })
  await stream.close()
})

it('is two alerts where nothing says which water came by the other station', async () => {
  const time = noonAt - 0.25 * hourMs
  for (const station of ['fenhu-centre', 'luxu'])
    await gateway.observe(station, { time, values: { voc: 120 } })
  await engine.folded()
  const alerts = await engine.api.items<Grouped>('alerts?state=open&station=luxu')
  expect(alerts.find(({ subject }) => subject === 'luxu/voc')).toMatchObject({ memberOf: null })
})
