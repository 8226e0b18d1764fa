import { Command } from 'commander'
import { afterEach, describe, expect, it } from 'vitest'
import type { Intake } from '../../ingest/mqtt/broker-door.ts'
import { openEmbeddedBroker } from '../../ingest/mqtt/embedded-broker.ts'
import { parseInstant } from '../domain/time.ts'
import { formatSums } from './replay-tally.ts'
import { registerReplay, runReplay, type ReplayOptions } from './replay.ts'

const atEnd: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end()
})

type Sent = { session: string; seq: number; time: string; values: Record<string, unknown> }

/** An engine that stores what is new, and answers; the reply may be altered. */
async function startEngine(alter: (receipt: object) => object | null = (receipt) => receipt) {
  const sent: Sent[] = []
  const known = new Map<string, string>()
  const publish: { receipt: (topic: string, text: string) => Promise<void> } = {
    receipt: () => Promise.resolve(),
  }
  const intake: Intake = async ({ topic, payload }) => {
    const message = JSON.parse(Buffer.from(payload).toString()) as Sent
    sent.push(message)
    const counts = { stored: 0, duplicate: 0, revised: 0 }
    const refused: { parameter: string; code: string; detail: string }[] = []
    for (const [parameter, value] of Object.entries(message.values)) {
      const key = `${parameter} ${message.time}`
      const text = JSON.stringify(value)
      if (value === -9999) refused.push({ parameter, code: 'sentinel', detail: '' })
      else if (known.get(key) === text) counts.duplicate += 1
      else if (known.has(key)) counts.revised += 1
      else counts.stored += 1
      known.set(key, text)
    }
    const { session, seq } = message
    const receipt = alter({ session, seq, ...counts, refused, durableAt: message.time })
    if (receipt === null) return
    await publish.receipt(topic.replace(/obs$/, 'receipt'), JSON.stringify(receipt))
  }
  const door = await openEmbeddedBroker({ host: '127.0.0.1', port: 0, intake })
  publish.receipt = (topic, text) => door.publish(topic, text)
  atEnd.push(() => door.close())
  return { url: door.address, sent }
}

const now = parseInstant('2026-12-25T12:00:00Z')!
const options = (mqttUrl: string, rest: Partial<ReplayOptions> = {}): ReplayOptions => ({
  file: 'fixtures/simulator/example.csv',
  station: 'pingwang',
  mqttUrl,
  speed: 0,
  asRecorded: false,
  timeColumn: 'time',
  parameters: new Map([
    ['water_temp', 'temp'],
    ['oxygen', 'do'],
    ['acidity', 'ph'],
  ]),
  units: new Map(),
  missing: new Set(),
  silenceMs: 60_000,
  ...rest,
})
const quiet = { notice: () => undefined, progress: () => undefined }

describe('runReplay', () => {
  it('sends the rows in file order, yesterday, and adds the receipts up', async () => {
    const { url, sent } = await startEngine()
    const notices: string[] = []
    const sums = await runReplay(options(url), now, { ...quiet, notice: (l) => notices.push(l) })
    expect(sent.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(sent[0]?.time).toBe('2026-12-24T08:00:00.000Z')
    expect(sent[5]?.time).toBe('2026-12-24T08:15:00.000Z')
    expect(sent[8]?.time).toBe('2026-12-24T08:35:00.000Z')
    expect(notices).toEqual(['times shifted by 34 days: the newest is 2026-12-24T08:40:00.000Z'])
    expect(sums).toMatchObject({
      messages: 10,
      values: 29,
      stored: 25,
      duplicate: 3,
      revised: 0,
      refused: 1,
      refusedByCode: new Map([['sentinel', 1]]),
      unanswered: 0,
      addsUp: true,
    })
    expect(formatSums(sums)).toMatch(/sentinel +1\n[\s\S]*adds up: sent/)
  })

  it('keeps the times as recorded, leaves out what is marked missing, states units', async () => {
    const { url, sent } = await startEngine()
    const sums = await runReplay(
      options(url, {
        asRecorded: true,
        missing: new Set([-9999]),
        units: new Map([['oxygen', 'mg/L']]),
      }),
      now,
      quiet,
    )
    expect(sent[0]).toMatchObject({
      time: '2026-11-20T08:00:00.000Z',
      values: { temp: 12.9, do: { value: 9.71, unit: 'mg/L' }, ph: 7.68 },
    })
    expect(sums).toMatchObject({ values: 28, refused: 0, addsUp: true })
  })

  it('paces by the time of the file', async () => {
    const { url } = await startEngine()
    const before = performance.now()
    await runReplay(options(url, { speed: 40 * 60 * 5 }), now, quiet)
    expect(performance.now() - before).toBeGreaterThan(195)
  })

  it('does not add up when a receipt does not come', async () => {
    const { url } = await startEngine((receipt) =>
      (receipt as { seq: number }).seq === 3 ? null : receipt,
    )
    const sums = await runReplay(options(url, { silenceMs: 3_000 }), now, quiet)
    expect(sums).toMatchObject({ unanswered: 1, addsUp: false })
    expect(formatSums(sums)).toMatch(/without a receipt +1\n[\s\S]*does not add up/)
  })

  it('does not add up when a value has no fate', async () => {
    const { url } = await startEngine((receipt) => ({ ...receipt, stored: 0 }))
    expect(await runReplay(options(url), now, quiet)).toMatchObject({
      unanswered: 0,
      addsUp: false,
    })
  })

  it('counts every value of a message refused as a whole', async () => {
    const { url } = await startEngine((receipt) => ({
      ...receipt,
      stored: 0,
      duplicate: 0,
      refused: [{ parameter: null, code: 'unknown-station', detail: '' }],
    }))
    expect(await runReplay(options(url), now, quiet)).toMatchObject({
      refused: 29,
      refusedByCode: new Map([['unknown-station', 29]]),
      addsUp: true,
    })
  })

  it('says that there is no broker', async () => {
    await expect(runReplay(options('mqtt://127.0.0.1:9'), now, quiet)).rejects.toMatchObject({
      code: 'broker-away',
    })
  })
})

describe('npx qingliu replay', () => {
  const run = async (...args: string[]) => {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
    registerReplay(program)
    for (const command of program.commands) command.exitOverride().copyInheritedSettings(program)
    await program.parseAsync(['replay', 'fixtures/simulator/example.csv', ...args], {
      from: 'user',
    })
  }

  it.each([
    ['--station=a b', /station/],
    ['--speed=-1', /speed/],
    ['--missing=x', /missing/],
    ['--map=oxygen', /COLUMN=NAME/],
    ['--map=oxygen=temp', /two columns are mapped to temp/],
    ['--unit=acidity=mg/L', /column acidity is not mapped/],
  ])('refuses %s', async (option, expected) => {
    const usual = ['--station', 'pingwang', '--time', 'time', '--map', 'water_temp=temp']
    await expect(run(...usual, option)).rejects.toThrow(expected)
  })
})
