import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hourMs, minuteMs } from '../src/domain/time.ts'
import { createApi, type Alert, type Api, type Counts, type Reading } from './engine-api.ts'
import { noonAt, noonClock, openEngine } from './engine-app.ts'
import { obsText, openGateway, type Observation } from './engine-gateway.ts'
import {
  createStoredFolder,
  runCommand,
  startEngine,
  type EngineProcess,
} from './engine-process.ts'
import { numbered, openStream } from './engine-stream.ts'

/**
 * An engine that is killed again and again under a stream of messages, against a calm one that
 * gets the same messages: what was acknowledged is there once, and people are told the same.
 */
const settings = { QINGLIU_CLOCK: noonClock }
/** Messages that a gateway has under way at a time. */
const windowLength = 8

type Message = { readonly station: string; readonly seq: number; readonly said: Observation }
const nameOf = ({ station, seq }: Pick<Message, 'station' | 'seq'>) => `${station} ${seq}`

/** Five stations each 5 min from four o'clock on; a condition begins at four of them. */
const stations = ['pingwang', 'lili', 'dianshan-north', 'yuandang', 'hongqitang']
const samplings = 96
const messages: readonly Message[] = Array.from({ length: samplings }, (_, n) => {
  const time = noonAt - 8 * hourMs + n * 5 * minuteMs
  const wave = Math.sin(n / 7)
  const calm = { ph: 7.6 + wave / 10, ec: 500 + 9 * wave + n / 10, turbidity: 30 + 3 * wave }
  const values: readonly Observation['values'][] = [
    { ...calm, ...(n === 40 ? { sb: 0.0071 } : {}) },
    { ...calm, do: n >= 20 ? 4.1 + wave / 10 : 7.5 + wave },
    { ...calm, ...(n % 3 === 0 ? { chla: n >= 54 ? 33 + wave : 8 + wave } : {}) },
    { ...calm, ph: n >= 75 ? 14.7 : calm.ph },
    { ...calm, ec: n % 6 === 0 ? 512.6 : 513 + wave },
  ]
  return stations.map((station, index) => {
    const said = { time, values: values[index]!, session: station, seq: n + 1 }
    return { station, seq: n + 1, said }
  })
}).flat()
const planted = [
  'bloom|dianshan-north',
  'class-deterioration|lili',
  'sensor-range|yuandang/w01001',
  'toxic-limit|pingwang/w20004',
]
/**
 * The engine is killed when the receipt of these comes: the message that makes each condition is
 * then durable, and its alert most likely is not told yet.
 */
const killedAfter = ['lili 24', 'pingwang 41', 'dianshan-north 58', 'yuandang 79']

/** Sends in order what has no receipt yet, until all have theirs or the connection goes. */
async function sendRest(url: string, sent: Sent, onReceipt: (name: string) => void) {
  const gateway = await openGateway(url, ({ session, seq }) => {
    const name = nameOf({ station: session!, seq: seq! })
    sent.receipts.add(name)
    onReceipt(name)
  })
  const open: Promise<unknown>[] = []
  for (const message of messages.filter((one) => !sent.receipts.has(nameOf(one)))) {
    if (open.length >= windowLength) await open.shift()
    const text = obsText(message.said)
    const publishing = gateway.publish(`qingliu/v1/${message.station}/obs`, text).then(
      () => sent.acknowledged.add(message),
      () => undefined,
    )
    open.push(publishing)
  }
  await Promise.all(open)
  await gateway.close()
}

type Sent = { readonly acknowledged: Set<Message>; readonly receipts: Set<string> }

/** Everything of a run that must not depend on when it was killed. */
async function outcomeOf(httpAddress: string, api: Api) {
  const told = (alert: Alert) => {
    const { fingerprint, kind, colour, condition, occurrences, evidence } = alert
    return { fingerprint, kind, colour, condition, occurrences, evidence }
  }
  const alerts = (await api.items<Alert>('alerts?state=all')).map(told)
  const readings = stations.map(async (station) => {
    const all = await api.items<Reading>(`readings?station=${station}&limit=1000`)
    return all.map((one) => [one.observedAt, one.alias, one.value, one.flag, one.reasons])
  })
  const stream = await openStream(httpAddress, '?since=0')
  const { head = 0 } = stream.frames[0]!
  await stream.frame(({ n }) => n === head)
  await stream.close()
  const changes = numbered(stream.frames)
  return {
    alerts: alerts.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)),
    readings: await Promise.all(readings),
    numbers: changes.map(({ n }) => n),
    changes: changes.map(({ type, data }) => `${type} ${String(data?.['fingerprint'])}`).sort(),
  }
}

describe('an engine killed under load', () => {
  let folder: Awaited<ReturnType<typeof createStoredFolder>>
  let engine: EngineProcess
  let api: Api
  const sent: Sent = { acknowledged: new Set(), receipts: new Set() }
  /** Values acknowledged before each kill that the next start did not have. */
  const missing: string[] = []
  const receiptsAtKill: number[] = []

  async function start() {
    engine = await startEngine(folder.path, settings)
    api = createApi(engine.httpAddress)
  }

  async function noteMissing() {
    const all = await Promise.all(
      stations.map((station) => api.items<Reading>(`readings?station=${station}&limit=1000`)),
    )
    const stored = new Set(
      all.flatMap((list, index) =>
        list.map((one) => `${stations[index]} ${one.alias} ${Date.parse(one.observedAt)}`),
      ),
    )
    for (const { station, said } of sent.acknowledged) {
      const keys = Object.keys(said.values).map((name) => `${station} ${name} ${said.time}`)
      missing.push(...keys.filter((key) => !stored.has(key)))
    }
  }

  beforeAll(async () => {
    folder = await createStoredFolder()
    await start()
    for (const last of killedAfter) {
      let killed: Promise<unknown> = Promise.resolve()
      await sendRest(engine.mqttAddress, sent, (name) => {
        if (name === last) killed = engine.kill('SIGKILL')
      })
      await killed
      receiptsAtKill.push(sent.receipts.size)
      await start()
      await noteMissing()
    }
    await sendRest(engine.mqttAddress, sent, () => undefined)
  })
  afterAll(async () => {
    await engine.kill('SIGKILL')
    await folder.remove()
  })

  it('was killed in the middle of it, each time further on', () => {
    const rising = receiptsAtKill.toSorted((a, b) => a - b)
    expect(receiptsAtKill).toEqual(rising)
    expect(new Set(receiptsAtKill).size).toBe(killedAfter.length)
    expect(rising.at(-1)).toBeLessThan(messages.length)
    expect(sent.receipts.size).toBe(messages.length)
  })

  it('lost nothing that it had acknowledged', () => {
    expect(missing).toEqual([])
  })

  it('stored nothing twice, and its counts went on', async () => {
    const values = messages.reduce((sum, { said }) => sum + Object.keys(said.values).length, 0)
    const { received, duplicate, ...counts } = await api.counts()
    expect(counts).toEqual({ stored: values, revised: 0, refused: 0, inHand: 0 })
    expect(received).toBe(values + duplicate)
  })

  it('knows every message of each session', async () => {
    for (const station of stations) {
      const receipts = await api.items(`receipts/${station}`)
      expect(receipts).toMatchObject([{ session: station, lastSeq: samplings, gaps: [] }])
    }
  })

  it('told each planted condition once, and all in all what a calm engine tells', async () => {
    const calm = await openEngine(settings)
    const calmSent: Sent = { acknowledged: new Set(), receipts: new Set() }
    await sendRest(calm.mqttAddress, calmSent, () => undefined)
    await calm.folded()
    const expected = await outcomeOf(calm.httpAddress, calm.api)
    await calm.close()

    const open = await api.items<Alert>('alerts?state=open')
    expect(open.map(({ fingerprint }) => fingerprint).sort()).toEqual(planted)
    const { numbers, ...outcome } = await outcomeOf(engine.httpAddress, api)
    expect(outcome).toEqual({ ...expected, numbers: undefined })
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  })

  it('stops in good order, its log intact', async () => {
    const { counts, head } = await lastState()
    expect((await engine.kill('SIGTERM')).code).toBe(0)
    const verdict = await runCommand(['verify-log'], folder.path)
    expect(verdict).toMatchObject({ code: 0, stdout: `intact: ${head} changes\n` })
    await start()
    expect(await lastState()).toEqual({ counts, head })
  })

  async function lastState(): Promise<{ counts: Counts; head: number | undefined }> {
    const stream = await openStream(engine.httpAddress)
    await stream.close()
    return { counts: await api.counts(), head: stream.frames[0]?.head }
  }
})
