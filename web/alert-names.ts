import type { AlertItem } from './wire.ts'
import { wordFor, type Language } from './words.ts'

/**
 * The station an alert is of; null: what is of the engine and its work is filed under some station,
 * and tells nothing of it.
 */
export function stationOf({ kind, station }: Pick<AlertItem, 'kind' | 'station'>): string | null {
  return kind === 'system' ? null : station
}

/**
 * What an alert is called: by its rule where the word of its kind says less.
 *
 * @example titleOf('en', { rule: 'station-clock', kind: 'sensor-fault' }) // => 'Station clock ahead'
 */
export function titleOf(
  language: Language,
  { rule = '', kind }: Pick<AlertItem, 'rule' | 'kind'>,
): string {
  const title = wordFor(language, 'alertRule', rule)
  return title === rule ? wordFor(language, 'alertKind', kind) : title
}
