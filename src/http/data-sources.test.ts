import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeAll(async () => {
  ;({ server } = await openFakeServer())
})
afterAll(() => server.close())

it('tells the lag of each source, with its limits, and nulls where nothing came', async () => {
  const { items } = (await server.app.inject('/api/v1/data-sources')).json<{ items: object[] }>()
  expect(items).toEqual([
    {
      ...{ kind: 'water-stations', district: 'qingpu', stations: 18, silent: 2, series: 90 },
      ...{ newestAt: '2026-11-22T23:05:00.000Z', ageSeconds: 3_600, late: 'age' },
      delaySeconds: { median: 1.5, worst: 120 },
      limits: { ageSeconds: 60, delaySeconds: 60 },
    },
    {
      ...{ kind: 'guidance', district: null, stations: 0, silent: 0, series: 0 },
      ...{ newestAt: null, ageSeconds: null, delaySeconds: null, limits: null, late: null },
    },
  ])
})

it('has them at /metrics, without lines of what is not known', async () => {
  const { body } = await server.app.inject('/metrics')
  const lines = body.split('\n').filter((line) => line.startsWith('qingliu_data_source_'))
  const qingpu = '{source="water-stations",district="qingpu"}'
  const guidance = '{source="guidance",district=""}'
  expect(lines).toEqual([
    `qingliu_data_source_age_seconds${qingpu} 3600`,
    `qingliu_data_source_delay_median_seconds${qingpu} 1.5`,
    `qingliu_data_source_delay_worst_seconds${qingpu} 120`,
    `qingliu_data_source_silent_stations${qingpu} 2`,
    `qingliu_data_source_silent_stations${guidance} 0`,
    `qingliu_data_source_late${qingpu} 1`,
    `qingliu_data_source_late${guidance} 0`,
  ])
})
