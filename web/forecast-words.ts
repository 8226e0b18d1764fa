import { say, wordFor, type Language, type WordKey } from './words.ts'

/** Reasons as the engine gives them, with their figures named, and the text of the page for each. */
const reasons: readonly (readonly [RegExp, WordKey])[] = [
  [
    /^skill not known yet: expected scored forecasts on (?<least>\d+) of the last (?<days>\d+) days, got (?<got>\d+)$/,
    'forecast.unproved',
  ],
  [
    /^served as climatology: did not beat (?<unbeaten>[a-z ]+) over the last (?<days>\d+) days$/,
    'forecast.unbeaten',
  ],
  [/^served as climatology: nothing measured in the last (?<hours>\d+) h$/, 'forecast.gap'],
  [
    /^expected (?<least>\d+) known steps for the ensemble, got (?<got>\d+): smoothing serves$/,
    'forecast.short',
  ],
]

/** A model by its name and version. @example modelWords('en', 'smoothing/1') // => 'smoothing v1' */
export function modelWords(language: Language, model: string): string {
  const [name = '', version] = model.split('/')
  return wordFor(language, 'model', name) + (version === undefined ? '' : ` v${version}`)
}

/**
 * A reason of the engine in the page's language; the reason itself where the page has no words for
 * it, so that a newer engine stays readable.
 */
export function reasonWords(language: Language, reason: string): string {
  for (const [pattern, key] of reasons) {
    const figures = pattern.exec(reason)?.groups
    if (figures === undefined) continue
    const named = figures['unbeaten']
      ?.split(' and ')
      .map((baseline) => wordFor(language, 'baseline', baseline))
      .join(language === 'zh' ? '和' : ' and ')
    return say(language, key, { ...figures, ...(named === undefined ? {} : { unbeaten: named }) })
  }
  return reason
}
