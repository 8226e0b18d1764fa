import { language } from './board.ts'
import { formatDay, formatTime, instantOf } from './format.ts'

/** A time of a case in the reader's language; a dash where there is none. */
export const timeOf = (at: string | null) => {
  const instant = at === null ? null : instantOf(at)
  return instant === null ? '–' : formatTime(language.value, instant)
}

/** A day with its year, of what lasts long. */
export const dayOf = (at: string | null) => {
  const instant = at === null ? null : instantOf(at)
  return instant === null ? '–' : formatDay(language.value, instant)
}
