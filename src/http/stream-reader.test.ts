import { describe, expect, it } from 'vitest'
import { createApiContext } from './api-context.ts'
import { createFake, fakeCapabilities } from './fake/capabilities.ts'
import { createFakeOutlet, until } from './fake/outlet.ts'
import { fakeReading } from './fake/samples.ts'
import { openStreamHub } from './stream.ts'
import { streamBounds, type StreamBounds } from './stream-reader.ts'

async function openHub(bounds: StreamBounds = streamBounds) {
  const fake = createFake()
  const context = createApiContext(fakeCapabilities(fake))
  const faults: unknown[] = []
  const options = { pollMs: 1e6, heartbeatMs: 1e6, bounds }
  const hub = await openStreamHub(context, options, (fault) => faults.push(fault))
  return { fake, hub, faults, context }
}

describe('a slow reader of readings', () => {
  it('gets the newest of each series, and is not closed', async () => {
    const { fake, hub } = await openHub()
    const outlet = createFakeOutlet(false)
    hub.join({ since: null, types: [], readings: true, facets: null }, outlet)
    await until(() => outlet.buffered() > 0)
    outlet.flow(1)
    const publish = (value: number) => {
      for (const take of fake.feeds) {
        take(['w01009', 'w01010'].map((parameter) => ({ ...fakeReading, parameter, value })))
      }
    }
    await until(() => {
      publish(-1)
      return outlet.buffered() > 0
    })
    for (let value = 0; value <= 2_000; value += 1) publish(value)
    const inBuffer = outlet.buffered()
    outlet.open()
    hub.close()
    const readings = outlet.frames.filter(({ type }) => type === 'reading')
    expect(inBuffer).toBeLessThan(70_000)
    expect(readings.length).toBeLessThan(1_000)
    expect(readings.slice(-2)).toMatchObject([
      { data: { parameter: 'w01009', value: 2_000 } },
      { data: { parameter: 'w01010', value: 2_000 } },
    ])
  })
})

describe('a reader that takes nothing while it catches up', () => {
  it('is closed as too slow', async () => {
    const { fake, hub } = await openHub({ ...streamBounds, stallMs: 5 })
    fake.log.append('alert.raised', 'a1')
    const outlet = createFakeOutlet(false)
    hub.join({ since: 0, types: null, readings: false, facets: null }, outlet)
    await expect.poll(() => outlet.closed.code).toBe(4008)
    hub.close()
  })
})

describe('a fault while serving', () => {
  it('ends its reader with 1011 and leaves the others', async () => {
    const { fake, hub, faults } = await openHub()
    const outlets = [createFakeOutlet(true), createFakeOutlet(true)] as const
    for (const outlet of outlets)
      hub.join({ since: null, types: null, readings: false, facets: null }, outlet)
    await until(() => outlets.every(({ frames }) => frames.length === 1))
    const broken = { ...outlets[0] }
    outlets[0].send = () => {
      throw new Error('the socket broke')
    }
    await until(() => {
      fake.log.append('alert.raised', 'a1')
      return outlets[1].frames.length > 3
    })
    expect(broken.frames.length).toBeLessThan(outlets[1].frames.length)
    expect(outlets[0].closed.code).toBe(1011)
    expect(faults).toMatchObject([{ message: 'the socket broke' }])
    hub.close()
    expect(outlets[1].closed.code).toBe(1001)
  })
})
