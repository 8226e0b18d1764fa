import { ordinaryValue } from '../fixtures/simulator/ordinary.ts'
import { createPlaces } from '../fixtures/simulator/place.ts'
import { minuteMs, type Instant } from '../src/domain/time.ts'
import { shippedNetwork, waterNames } from './messages.ts'

/** Readings every 5 minutes of so many water stations, up to a time. */
export type History = { readonly stations: number; readonly days: number; readonly until: Instant }

const stepMs = 5 * minuteMs
const stepsPerDay = 288
const seed = 7

/** One station's, oldest first. */
type StationHistory = { readonly station: string; readonly steps: () => Generator<Step> }
type Step = { readonly at: Instant; readonly values: readonly number[] }

/** The same each time it is asked for; a value has the decimals of its hourly mean. */
export function historyRows({ stations, days, until }: History): StationHistory[] {
  const network = shippedNetwork()
  const places = [...createPlaces(network, seed).values()].filter(
    ({ station }) => station.kind !== 'air' && station.kind !== 'hydrology',
  )
  const parameters = waterNames.map((alias) =>
    network.parameters.find((one) => one.alias === alias && one.medium === 'water')!,
  )
  return places.slice(0, stations).map((place) => ({
    station: place.station.id,
    steps: function* (): Generator<Step> {
      for (let step = 0; step < days * stepsPerDay; step += 1) {
        const at = until - (days * stepsPerDay - step) * stepMs
        const values = parameters.map((parameter) =>
          Number(ordinaryValue(place, parameter, at, stepMs)!.toFixed(parameter.decimals.hour)),
        )
        yield { at, values }
      }
    },
  }))
}
