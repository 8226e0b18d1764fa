import { say, type Language } from './words.ts'

/** A fault of a table: where it is, and what is wrong. */
export type RegisterFault = {
  /** Null: of the whole table. */
  readonly line: number | null
  /** Id of a field. */
  readonly field: string | null
  readonly expected: string
  readonly got: string | null
}

/**
 * A fault as the engine tells it, in its parts.
 *
 * @example parseFault('line 3, lat: expected a number, got "x"')
 *   // => { line: 3, field: 'lat', expected: 'a number', got: '"x"' }
 */
export function parseFault(told: string): RegisterFault {
  const place = /^line (\d+)(?:, ([\w-]+))?: /.exec(told)
  const rest = told.slice(place?.[0].length ?? 0)
  const named = place?.[2] === undefined ? /^([\w-]+): (?=expected )/.exec(rest) : null
  const [, expected, got] = /^(?:expected )?(.*?)(?:, got (.*))?$/s.exec(
    rest.slice(named?.[0].length ?? 0),
  )!
  return {
    line: place === null ? null : Number(place[1]),
    field: place?.[2] ?? named?.[1] ?? null,
    expected: expected ?? '',
    got: got ?? null,
  }
}

/** What may be expected, as the engine says it; what it says otherwise is shown as it is. */
const phrases: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [/^a value$/, () => '必填'],
  [/^a date such as (.*)$/, (example) => `日期，如 ${example}`],
  [/^a number(?: from (\S+))?(?: up to (\S+))?$/, (low, high) => `数字${rangeOf(low, high)}`],
  [/^a text of at most (\d+) characters$/, (most) => `不超过 ${most} 字的文本`],
  [/^a text in UTF-8 .*$/, () => 'UTF-8 编码、不含控制字符的文本'],
  [/^a text like (.*)$/, (pattern) => `符合 ${pattern} 的文本`],
  [/^a station of the network$/, () => '站网中的站点'],
  [/^one of (.*)$/, (names) => `以下之一：${names}`],
  [/^(\d+) cells$/, (cells) => `${cells} 个单元格`],
  [/^each once$/, () => '每个键只出现一次'],
  [/^a column (\S+)$/, (field) => `一列 ${field}`],
  [/^(\S+) once$/, (field) => `${field} 只出现一次`],
  [/^at most (\d+) rows$/, (rows) => `不超过 ${rows} 行`],
  [/^CSV$/, () => 'CSV 表格'],
]
const rangeOf = (low?: string, high?: string) =>
  low === undefined && high === undefined ? '' : `（${low ?? ''} 至 ${high ?? ''}）`

/** What is wrong, in a sentence without its place. */
export function faultWords(language: Language, { expected, got }: RegisterFault): string {
  const known = phrases.flatMap(([pattern, say]) => {
    const found = pattern.exec(expected)
    return found === null ? [] : [say(...found.slice(1))]
  })
  const wanted = language === 'zh' ? (known[0] ?? expected) : expected
  return got === null
    ? say(language, 'register.expected', { wanted })
    : say(language, 'register.expectedGot', { wanted, got })
}
