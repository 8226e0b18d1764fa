import { dictionary } from './dictionary.ts'

export type Language = 'zh' | 'en'
/** Texts by their keys, each in both languages, so that none can be left out. */
export type Words = Readonly<Record<string, readonly [english: string, chinese: string]>>
export type WordKey = keyof typeof dictionary
type WordGroup = WordKey extends `${infer Group}.${string}` ? Group : never

const textOf = (language: Language, key: WordKey) => dictionary[key][language === 'en' ? 0 : 1]

/** Values for the `{name}` places of a text. */
export type Fillings = Readonly<Record<string, string | number>>

/**
 * The text of a key with its places filled; a place without a filling stays as it is written.
 *
 * @example say('zh', 'station.km', { km: 45 }) // => '里程 45 km'
 */
export function say(language: Language, key: WordKey, fillings: Fillings = {}): string {
  return textOf(language, key).replace(/\{(\w+)\}/g, (place, name: string) =>
    String(fillings[name] ?? place),
  )
}

function isWordKey(key: string): key is WordKey {
  return Object.hasOwn(dictionary, key)
}

/**
 * The word for an identifier of the engine, such as a state; the identifier itself where the
 * page has no word for it, so that a newer engine stays readable.
 *
 * @example wordFor('zh', 'alertKind', 'algal-bloom') // => '蓝藻水华'
 */
export function wordFor(language: Language, group: WordGroup, id: string): string {
  const key = `${group}.${id}`
  return isWordKey(key) ? textOf(language, key) : id
}

/**
 * The language to begin with: the address (`?lang=zh|en`) wins, then what was chosen before,
 * then what the browser prefers.
 */
export function firstLanguage(
  address: string,
  remembered: string | null,
  preferred: string,
): Language {
  const asked = new URLSearchParams(address).get('lang')
  for (const wish of [asked, remembered]) if (wish === 'zh' || wish === 'en') return wish
  return preferred.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
