import { measureAlarms } from '../models/joint/measures.ts'
import {
  figure,
  judgedRows,
  judges,
  printTable,
  readTable,
  readTexts,
  type Judge,
} from './detect-run.ts'

const loganFiles = [
  'MainStreet2019',
  'TonyGrove2019',
  'TonyGrove2014',
  'BlackSmithFork2019',
  'BlackSmithFork2015',
]
const sensors = ['temp', 'cond', 'ph', 'do', 'turb']

/** pyhydroqc: labelled and detected samples widened by one, merged into groups, groups counted. */
export function groupCounts(labels: readonly boolean[], alarms: readonly boolean[]) {
  const widen = (marks: readonly boolean[]) =>
    marks.map((mark, i) => mark || marks[i - 1] === true || marks[i + 1] === true)
  const [truth, found] = [widen(labels), widen(alarms)]
  const counts = { hit: 0, missed: 0, wrong: 0 }
  let group: { truth: boolean; found: boolean } | null = null
  for (let i = 0; i <= truth.length; i += 1) {
    if (i < truth.length && (truth[i] || found[i])) {
      group ??= { truth: false, found: false }
      group.truth ||= truth[i]!
      group.found ||= found[i]!
    } else if (group !== null) {
      if (group.truth && group.found) counts.hit += 1
      else if (group.truth) counts.missed += 1
      else counts.wrong += 1
      group = null
    }
  }
  return counts
}

export async function benchLogan(verbose = false): Promise<void> {
  const means = new Map<string, number[]>()
  const lines: string[][] = []
  for (const file of loganFiles) {
    for (const sensor of sensors) {
      const path = `logan-river/${file}.csv.gz`
      const table = await readTable(path, 'datetime', [sensor], [-9999, 7999])
      const marks = await readTexts(path, 'datetime', [`${sensor}_qual`])
      const raw = await readTable(path, 'datetime', [sensor])
      const qualified = marks.rows.map(([mark]) => mark !== null)
      if (!qualified.includes(true)) continue
      const labels = qualified.map((mark, i) => {
        const value = raw.rows[i]![0]
        return mark || value === null || value === -9999
      })
      for (const [name, judge] of judges) {
        const answers = judge(table, 0.1, 0, null)
        const c = groupCounts(
          labels,
          answers.map(({ alarm }) => alarm),
        )
        const f1 = (2 * c.hit) / (2 * c.hit + c.missed + c.wrong)
        means.set(name, [...(means.get(name) ?? []), f1])
        if (name === 'ours') {
          lines.push([file, sensor, `${c.hit} / ${c.missed} / ${c.wrong}`, figure(f1)])
        }
      }
    }
  }
  if (verbose)
    printTable('logan-river, sensor by sensor', [
      ['file', 'sensor', 'hit / missed / false', 'event F1'],
      ...lines,
    ])
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  printTable('logan-river, mean event F1 over the labelled sensors, one column at a time', [
    ['detector', 'mean event F1'],
    ...[...means].map(([name, values]) => [name, figure(mean(values))]),
    ['reference of the data README', '0.468'],
    ['to reach', '0.65'],
  ])
}

/** Optimised precision, Talagala et al. 2019: sudden, rule-like and missing types count. */
export async function benchSandyCreek(): Promise<void> {
  const path = 'gbr-sandy-creek/sandy_creek.csv.gz'
  const lines: string[][] = []
  for (const columns of [
    ['Tur', 'Cond'],
    ['Tur', 'Cond', 'Level'],
  ]) {
    const table = await readTable(path, 'Timestamp', columns)
    const types = await readTexts(
      path,
      'Timestamp',
      columns.map((name) => `type_${name}`),
    )
    const labels = types.rows.map((row) =>
      row.some((type) => typeof type === 'string' && !'EHL'.includes(type)),
    )
    for (const [name, judge] of judges) {
      const answers = judge(table, 0.1, 0, null)
      let [tn, fn, fp, tp] = [0, 0, 0, 0]
      answers.forEach(({ alarm }, i) => {
        if (alarm && labels[i]) tp += 1
        else if (alarm) fp += 1
        else if (labels[i]) fn += 1
        else tn += 1
      })
      const [specificity, recall] = [tn / (tn + fp), tp / (tp + fn)]
      const accuracy = (tn + tp) / labels.length
      const op = accuracy - Math.abs(specificity - recall) / (specificity + recall)
      const counts = [tn, fn, fp, tp].map(String)
      lines.push([`${name}, ${columns.join('-')}`, ...counts, figure(op), figure(tp / (tp + fp))])
    }
  }
  lines.push(['KNN-AGG, T-C-L, published', '5394', '2', '1', '5', '0.83', '0.83'])
  lines.push(['NN-HD, T-C, published', '5396', '2', '0', '4', '0.80', '1.00'])
  printTable('gbr-sandy-creek', [['detector', 'TN', 'FN', 'FP', 'TP', 'OP', 'PPV'], ...lines])
}

export async function benchSwmp(): Promise<void> {
  const path = 'swmp-apalachicola/apacpwq_2012.csv.gz'
  const lines: string[][] = []
  for (const [name, judge] of judges.slice(0, 2) as [string, Judge][]) {
    for (const column of ['temp', 'spcond', 'do_mgl', 'ph', 'turb']) {
      const table = await readTable(path, 'datetimestamp', [column])
      const flags = await readTexts(path, 'datetimestamp', [`f_${column}`])
      const labels = flags.rows.map(([flag]) => /^<(1|-3)>/.test(String(flag)))
      const answers = judge(table, 0.1, 0, null)
      const m = measureAlarms(judgedRows(table, answers, labels))
      lines.push([`${name}, ${column}`, figure(m.aucRoc), figure(m.aucPr)])
    }
  }
  lines.push(['to reach, DO, pH, turbidity', '0.75', '-'])
  printTable('swmp-apalachicola, suspect and rejected values of 2012', [
    ['detector', 'AUC-ROC', 'AUC-PR'],
    ...lines,
  ])
}
