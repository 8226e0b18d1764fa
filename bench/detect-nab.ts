import { readFileSync } from 'node:fs'
import { parseFileTime } from '../src/cli/file-time.ts'
import { dataFolder, judges, printTable, readTable } from './detect-run.ts'
import { nabProfiles, nabScore, type NabFile } from './nab-score.ts'

const published: readonly (readonly string[])[] = [
  ['ARTime, published', '75.0', '65.2', '80.6'],
  ['CAD OSE, published', '70.8', '67.7', '73.4'],
  ['Numenta HTM, published', '70.7', '61.3', '75.0'],
  ['KNN-CAD, published', '58.3', '45.5', '64.6'],
  ['random cut forest, published', '51.4', '37.2', '60.3'],
  ['windowed Gaussian, published', '47.4', '31.6', '54.5'],
  ['to reach', '70', '62', '-'],
]

/** The corpus with one threshold for all files, chosen as the benchmark chooses it. */
export async function benchNab(): Promise<void> {
  const text = readFileSync(`${dataFolder}/nab-a/windows.json`, 'utf8')
  const windows = JSON.parse(text) as Record<string, [string, string][]>
  const tables = await Promise.all(
    Object.entries(windows).map(async ([name, spans]) => {
      const table = await readTable(`nab-a/${name}.gz`, 'timestamp', ['value'])
      const rowsOf = ([from, to]: [string, string]): [number, number] => {
        const [fromAt, toAt] = [parseFileTime(from) ?? 0, parseFileTime(to) ?? 0]
        const first = table.at.findIndex((at) => at >= fromAt)
        return [first, table.at.findLastIndex((at) => at <= toAt)]
      }
      return { name, table, windows: spans.map(rowsOf) }
    }),
  )
  const lines = judges.map(([name, judge]) => {
    const files: NabFile[] = tables.map((file) => {
      const scores = judge(file.table, 0.1, 0, null).map(({ score }) => score ?? 0)
      return { name: file.name, windows: file.windows, scores }
    })
    const figures = Object.values(nabProfiles).map((profile) => nabScore(files, profile))
    return [name, ...figures.map(({ score }) => score.toFixed(1))]
  })
  printTable('nab-a, one threshold over the corpus, best for each profile', [
    ['detector', 'standard', 'low FP', 'low FN'],
    ...lines,
    ...published,
  ])
}
