import { z } from 'zod'
import { hourMs, type Instant } from '../../src/domain/time.ts'

/**
 * One quantity over one day, hour by hour, so that an hour with many readings weighs no more than
 * one with few, and one wild reading is tempered by its hour.
 */
export const dayNotesSchema = z.object({
  hour: z.number(),
  hourSum: z.number(),
  hourCount: z.number(),
  /** Over the hours that are closed, of their means. */
  hours: z.number(),
  sum: z.number(),
  low: z.number(),
  high: z.number(),
})
export type DayNotes = z.infer<typeof dayNotesSchema>

export type Day = {
  readonly level: number
  /** Highest less lowest hourly mean; null where too little of the day was seen. */
  readonly swing: number | null
}

/** A swing needs most of a day: half of one may hold neither the dawn nor the afternoon. */
const swingHours = 18

export function createDayNotes(): DayNotes {
  const none = { hour: -1, hourSum: 0, hourCount: 0 }
  return { ...none, hours: 0, sum: 0, low: 0, high: 0 }
}

/** @param at  not before the reading taken last */
export function takeIntoDay(notes: DayNotes, at: Instant, value: number): void {
  const hour = Math.floor(at / hourMs)
  if (hour !== notes.hour) closeHour(notes)
  notes.hour = hour
  notes.hourSum += value
  notes.hourCount += 1
}

/** @returns null where fewer than `hoursMin` hours of the day have a reading */
export function closeDay(notes: DayNotes, hoursMin: number): Day | null {
  closeHour(notes)
  const { hours, sum, low, high } = notes
  Object.assign(notes, createDayNotes())
  if (hours < Math.max(hoursMin, 1)) return null
  return { level: sum / hours, swing: hours >= swingHours ? high - low : null }
}

function closeHour(notes: DayNotes): void {
  if (notes.hourCount === 0) return
  const mean = notes.hourSum / notes.hourCount
  notes.low = notes.hours === 0 ? mean : Math.min(notes.low, mean)
  notes.high = notes.hours === 0 ? mean : Math.max(notes.high, mean)
  notes.hours += 1
  notes.sum += mean
  notes.hourSum = 0
  notes.hourCount = 0
}
