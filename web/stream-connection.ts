import { alertChangeTypes, workflowChangeTypes } from '../src/domain/alert.ts'
import { applyFrame, applyGap, applyLoss, type StreamState } from './stream.ts'
import type { Frame, ReadingFrame } from './wire.ts'

/** Heartbeats come each 10 s; after two and a half of them without a frame the socket is dead. */
const silenceMaxMs = 25_000
/** First wait 1 s, doubled each time up to this: a restarted engine is found within ten seconds. */
export const backoffMaxMs = 10_000
const backoffFirstMs = 1_000

/**
 * Wait before the next attempt: doubled each time, and spread over its upper half so that many
 * pages do not return at one moment.
 *
 * @param attempt  0 for the first
 * @param chance   in [0, 1)
 * @example backoffMs(0, 0) // => 500
 */
export function backoffMs(attempt: number, chance: number): number {
  return Math.min(backoffFirstMs * 2 ** attempt, backoffMaxMs) * (0.5 + chance / 2)
}

const types = [...alertChangeTypes, ...workflowChangeTypes, 'reading'].join(',')

/** Address of the stream beside the page; without `since` it begins at the head. */
export function streamAddress(page: Pick<Location, 'protocol' | 'host'>, since: number | null) {
  const scheme = page.protocol === 'https:' ? 'wss:' : 'ws:'
  const place = since === null ? '' : `&since=${since}`
  return `${scheme}//${page.host}/api/v1/stream?types=${types}${place}`
}

/** What the connection reads and changes; `change` keeps the state. */
type StreamSeat = {
  readonly current: () => StreamState
  /** `at`: the engine's time in the frame behind the step, if it told one. */
  readonly change: (step: (state: StreamState) => StreamState, at?: string) => void
  readonly takeReadings: (frame: ReadingFrame) => void
}

/** The log was cut back (an engine with another store): the place is worth nothing. */
const placeBeyondHead = 4009

/**
 * Keeps the stream open for as long as the page lives: comes back with the last covered number,
 * and after a gap from nothing. What a phase asks for beyond that is for the seat's owner.
 */
export function openStream(seat: StreamSeat): void {
  let attempt = 0
  let watchdog: ReturnType<typeof setTimeout> | undefined

  const connect = () => {
    const socket = new WebSocket(streamAddress(window.location, seat.current().coveredN))
    const watch = () => {
      clearTimeout(watchdog)
      watchdog = setTimeout(() => socket.close(), silenceMaxMs)
    }
    watch()
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      watch()
      const frame = JSON.parse(data) as Frame
      if (frame.type === 'reading') {
        seat.takeReadings(frame as ReadingFrame)
        return
      }
      attempt = 0
      seat.change((state) => applyFrame(state, frame), 'at' in frame ? frame.at : undefined)
      if (seat.current().phase === 'gap') socket.close()
    }
    socket.onclose = ({ code }) => {
      clearTimeout(watchdog)
      const found = seat.current().phase === 'gap' || code === placeBeyondHead
      seat.change(found ? applyGap : applyLoss)
      setTimeout(connect, backoffMs(attempt, Math.random()))
      attempt += 1
    }
  }
  connect()
}
