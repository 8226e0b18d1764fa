/**
 * What a command number (CN) carries. `moment`: DataTime is the moment of acquisition; `minutes`,
 * `hour`, `day`: it is the START of the period. `other`: no readings of ours.
 *
 * @source HJ 212-2017 table of commands; those of 2025 second-hand
 */
export type CommandContent = 'moment' | 'minutes' | 'hour' | 'day' | 'other'

const readings: readonly (readonly [string, CommandContent])[] = [
  ['2011', 'moment'],
  ['2051', 'minutes'],
  ['2061', 'hour'],
  ['2031', 'day'],
]

const others2017 = [
  ...['1000', '1011', '1012', '1013', '1061', '1062', '1063', '1064', '1072'],
  ...['2012', '2021', '2022', '2041', '2081'],
  ...['3011', '3012', '3013', '3014', '3015', '3016', '3017', '3018', '3019', '3020', '3021'],
  ...['9011', '9012', '9013', '9014'],
]
const added2025 = [
  ...['1001', '1002', '1014', '2013', '2052', '2062', '2111'],
  ...['3022', '3024', '9015'],
]

const contents = new Map<string, CommandContent>([
  ...[...others2017, ...added2025].map((cn): [string, CommandContent] => [cn, 'other']),
  ...readings,
])

/** @returns null for a command that no version of the standard has */
export function commandContent(cn: string): CommandContent | null {
  return contents.get(cn) ?? null
}

const cipheredCommand = /^(?:2\d{3}|1014|3020)$/

/**
 * Whether a station that ciphers must cipher the data area of this command: uploads, the new key
 * (1014) and the device details (3020).
 *
 * @source HJ 212-2025, second-hand
 */
export function isCiphered(cn: string | null): boolean {
  return cn !== null && cipheredCommand.test(cn)
}
