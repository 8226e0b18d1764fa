import { computed, signal } from '@preact/signals'
import { minuteMs, secondMs, type Instant } from '../src/domain/time.ts'
import { readClock, RequestFailure } from './client.ts'
import { instantOf } from './format.ts'

/** Engine time = the time it told + what has passed on our watch since, at its speed. */
const told = signal({ engineAt: Date.now(), wallAt: Date.now(), speed: 1 })
const wallAt = signal(Date.now())
/** Once the engine's clock was read, frames tell nothing new. */
let fromEngine = false

/** Further off than this is another clock, not the drift of a watch. */
const clockShiftMs = 2 * minuteMs
const ageStepMs = 20 * secondMs

/** The engine's now, by the second. */
export const nowAt = computed<Instant>(
  () => told.value.engineAt + (wallAt.value - told.value.wallAt) * told.value.speed,
)
/** The engine's now in coarse steps, for ages, so that the page is not redrawn each second. */
export const agedAt = computed<Instant>(() => Math.ceil(nowAt.value / ageStepMs) * ageStepMs)

/** How the engine's clock differs from the wall's; null when it does not. */
export const clockOddness = computed<{ readonly speed: number } | null>(() => {
  const { engineAt, wallAt: toldAt, speed } = told.value
  return speed !== 1 || Math.abs(engineAt - toldAt) > clockShiftMs ? { speed } : null
})

/** Takes the time of a fresh frame where the engine does not tell its clock. */
export function hearClock(at: string | undefined): void {
  const engineAt = instantOf(at)
  if (fromEngine || engineAt === null) return
  told.value = { engineAt, wallAt: Date.now(), speed: 1 }
}

/**
 * Asks the engine for its clock; an engine without the route is no fault.
 *
 * @throws {RequestFailure} when the engine cannot be reached
 */
export async function askClock(): Promise<void> {
  const answer = await readClock().catch((cause: unknown) => {
    if (cause instanceof RequestFailure && cause.problem.status === 404) return null
    throw cause
  })
  const engineAt = instantOf(answer?.now)
  if (answer === null || engineAt === null) return
  fromEngine = true
  wallAt.value = Date.now()
  told.value = { engineAt, wallAt: wallAt.value, speed: answer.speed ?? 1 }
}

/** Lets the shown time run. */
export function startWatch(): void {
  setInterval(() => (wallAt.value = Date.now()), secondMs)
}
