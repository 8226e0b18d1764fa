import { join } from 'node:path'
import { createNoise } from '../fixtures/simulator/noise.ts'
import { ordinaryValue } from '../fixtures/simulator/ordinary.ts'
import { createPlaces, type Place } from '../fixtures/simulator/place.ts'
import { loadNetwork } from '../src/config/network.ts'
import type { Network, Parameter } from '../src/domain/network.ts'
import { dayMs, formatBeijing, hourMs, minuteMs, type Instant } from '../src/domain/time.ts'
import { packageFolder } from '../src/package.ts'

/** Values in each message; a water station's ten, or the ten of an air station. */
export const valuesPerMessage = 10
export const waterNames = [
  'temp',
  'ph',
  'do',
  'ec',
  'turbidity',
  'codmn',
  'nh3n',
  'tp',
  'tn',
  'chla',
]
const airNames = ['pm25', 'pm10', 'so2', 'no2', 'o3', 'co', 'temp', 'humidity', 'pressure', 'wind']

const stepMs = 5 * minuteMs
/** Steps of a day and a half: after them no model of a series says that it is warming. */
export const warmUpSteps = 432
const seed = 7

export type BenchMessage = {
  readonly station: string
  readonly observedAt: Instant
  readonly topic: string
  readonly payload: Buffer
}

/** What every registered station sends at a step: an `obs/1` message of ten values. */
export type MessageMaker = {
  readonly stations: readonly string[]
  /** Messages of one step, one for each station. */
  step(index: number): BenchMessage[]
}

type Sender = { readonly place: Place; readonly parameters: readonly Parameter[] }

export const shippedNetwork = (): Network => loadNetwork(join(packageFolder, 'fixtures/network'))

/**
 * Messages of the shipped network as its simulator makes values, each station every 5 minutes, so
 * that no key comes twice and each is the newest of its series. Now and then a station's ammonia
 * and phosphorus rise threefold for three hours, so that there are events to find.
 *
 * @param startAt  time of step 0
 */
export function createMessageMaker(startAt: Instant): MessageMaker {
  const network = shippedNetwork()
  const senders = [...createPlaces(network, seed).values()].map((place): Sender => {
    const air = place.station.kind === 'air'
    const parameters = (air ? airNames : waterNames).map((alias) => {
      const medium = air ? 'air' : 'water'
      return network.parameters.find((one) => one.alias === alias && one.medium === medium)!
    })
    return { place, parameters }
  })
  return {
    stations: senders.map(({ place }) => place.station.id),
    step: (index) => senders.map((sender) => messageOf(sender, index, startAt + index * stepMs)),
  }
}

function messageOf({ place, parameters }: Sender, index: number, at: Instant): BenchMessage {
  const { id } = place.station
  const polluted = isPolluted(id, at)
  const values = parameters.map((parameter): [string, number] => {
    const ordinary = ordinaryValue(place, parameter, at, stepMs)!
    const risen = polluted && (parameter.alias === 'nh3n' || parameter.alias === 'tp')
    const value = risen ? 3 * ordinary : ordinary
    return [parameter.code, Number(value.toFixed(parameter.decimals.hour))]
  })
  const observation = {
    schema: 'obs/1',
    id: `${id}-${index}`,
    session: 'bench',
    seq: index,
    time: formatBeijing(at),
    values: Object.fromEntries(values),
    period: 'PT0S',
    source: 'automatic',
  }
  const payload = Buffer.from(JSON.stringify(observation))
  return { station: id, observedAt: at, topic: `qingliu/v1/${id}/obs`, payload }
}

/** From 09:00 to 12:00 UTC of one day in ten, each station on days of its own. */
function isPolluted(station: string, at: Instant): boolean {
  const hour = (at % dayMs) / hourMs
  return createNoise(station).share(Math.floor(at / dayMs)) < 0.1 && hour >= 9 && hour < 12
}

/** Time of step 0 such that step `count` is still past. */
export function startOf(count: number, now: Instant): Instant {
  return Math.floor(now / stepMs) * stepMs - count * stepMs
}
