import { connectAsync } from 'mqtt'
import { hourMs, minuteMs } from '../src/domain/time.ts'
import { obsText } from '../test/engine-gateway.ts'
import { obsStations } from './prove-message.ts'

/** Readings that raise and resolve conditions without end, over a broker as gateways send them. */
export type Storm = {
  readonly figures: StormFigures
  /** Ends with every condition standing, and resolves once their readings are stored. */
  end(): Promise<void>
}

export type StormFigures = {
  stored: number
  /** Sent again for want of a receipt. */
  unanswered: number
  /** Series whose last reading, which raises, has no receipt. */
  unfinished: number
}

/** One result above, then two below: raised and resolved by rule `toxic-limit` as {@link stormRule}. */
const limits = { w20004: 0.004, w22001: 0.04, voc: 80, biotoxicity: 24 } as const
const phases = [1.6, 0.3, 0.3] as const
const stepMs = minuteMs
/** What is older than a day is told to nobody. */
const startBeforeMs = 20 * hourMs
/** In the proof's network it resolves with the step of the readings. */
export const stormRule = { id: 'toxic-limit', offDelay: 'PT1M' } as const
const answerMs = 4_000

/** Fingerprints that the storm raises. */
export const stormSubjects = obsStations.length * Object.keys(limits).length

/** @param perSecond  messages of one reading each */
export async function startStorm(brokerUrl: string, perSecond: number): Promise<Storm> {
  const client = await connectAsync(brokerUrl, { clientId: 'storm', clean: false })
  client.on('error', () => undefined)
  await client.subscribeAsync('qingliu/v1/+/receipt', { qos: 1 })
  const figures = { stored: 0, unanswered: 0, unfinished: stormSubjects }
  const waiting = new Map<string, (stored: boolean) => void>()
  client.on('message', (_topic, payload) => {
    const { id, stored, duplicate } = JSON.parse(payload.toString()) as Receipt
    if (id !== null) waiting.get(id)?.(stored + duplicate > 0)
  })
  /** Sends one reading until its receipt has come. */
  const send = async (station: string, parameter: string, time: number, value: number) => {
    for (let attempt = 0; ; attempt += 1) {
      const id = `${station}.${parameter}.${time}.${attempt}`
      const receipt = new Promise<boolean>((resolve) => {
        waiting.set(id, resolve)
        setTimeout(() => resolve(false), answerMs)
      })
      const text = obsText({ id, time, values: { [parameter]: Number(value.toPrecision(4)) } })
      client.publish(`qingliu/v1/${station}/obs`, text, { qos: 1 })
      const stored = await receipt
      waiting.delete(id)
      if (stored) break
      figures.unanswered += 1
    }
    figures.stored += 1
  }
  const startAt = Date.now() - startBeforeMs
  let ending = false
  const pauseMs = (1_000 * stormSubjects) / perSecond
  const series = obsStations.flatMap((station, place) =>
    Object.entries(limits).map(async ([parameter, limit], nth) => {
      await sleep((pauseMs * (place * 4 + nth)) / stormSubjects)
      for (let step = 0; ; step += 1) {
        const phase = phases[step % phases.length]!
        const value = limit * phase * (1 + (step % 7) / 1_000)
        await send(station, parameter, startAt + step * stepMs, value)
        if (ending && phase > 1) {
          figures.unfinished -= 1
          return
        }
        await sleep(ending ? 0 : pauseMs)
      }
    }),
  )
  return {
    figures,
    async end() {
      ending = true
      await Promise.all(series)
      await client.endAsync(true)
    },
  }
}

type Receipt = { readonly id: string | null; readonly stored: number; readonly duplicate: number }
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
