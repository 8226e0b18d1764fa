import { isDeepStrictEqual } from 'node:util'
import type { Command } from 'commander'
import type { Rule } from '../../alerts/rule.ts'
import { createClock, parseClock } from '../clock.ts'
import { loadNetworkData } from '../config/network-data.ts'
import type { Settings } from '../config/settings.ts'
import { AppError } from '../domain/errors.ts'
import { dayMs, formatBeijing, type Instant } from '../domain/time.ts'
import { networkFolder } from '../network-folder.ts'
import { numberThat } from './arguments.ts'
import { describeFailure } from './describe-failure.ts'
import { existingStoreOrExit } from './existing-store.ts'
import { diffPlan, type Difference } from './plan-diff.ts'
import { foldPlan, type Episode, type History, type PlanProgress } from './plan-fold.ts'
import { settingsOrExit } from './settings-or-exit.ts'
import { createStderrReport } from './stderr-report.ts'

/** Differences printed; who has more reads the counts and narrows the days. */
const differencesShownMax = 1_000
const progressMs = 1_000

const days = numberThat('above 0, at most 400', (given) => given > 0 && given <= 400)

/** `qingliu rules plan`: 0 told, 2 for a faulty file or no store. */
export function registerRulesPlan(rules: Command): void {
  rules
    .command('plan')
    .summary('tell which alerts of the last days an edited rules file would change')
    .description(
      'Folds the stored readings of the last days under the rules in force and under the edited ' +
        'file, and tells which alerts would appear, vanish or change. Nothing is applied. The ' +
        'embedded store can be read only while the engine is stopped, a server also while it ' +
        'runs. Silence is left out: it hangs on when the engine listened.',
    )
    .argument('<file>', 'edited rules, as fixtures/network/rules.json')
    .option('--days <n>', 'days of history, by the time of receiving', days, 90)
    .addHelpText(
      'after',
      '\nExample (after `npm start` was stopped):\n' +
        '  npx qingliu rules plan fixtures/network/rules.json --days 7\n',
    )
    .action(planCommand)
}

async function planCommand(file: string, { days: asked }: { readonly days: number }) {
  const { settings } = settingsOrExit()
  const inputs = loadOrExit(settings, file)
  const clock = createClock(settings.QINGLIU_CLOCK ? parseClock(settings.QINGLIU_CLOCK) : null)
  const now = clock.now()
  const db = await existingStoreOrExit(settings)
  const plan = await foldPlan(
    db,
    now - asked * dayMs,
    {
      current: { ...inputs.current, now },
      edited: { ...inputs.edited, now },
    },
    createProgress(),
  ).finally(() => db.close())

  console.log(historyLine(plan.history, asked))
  console.log(editedLine(inputs.current.rules, inputs.edited.rules))
  for (const line of untriedLines(inputs.edited.rules, plan.history)) console.log(line)
  const { differences, unchanged } = diffPlan(plan.current, plan.edited)
  for (const one of differences.slice(0, differencesShownMax)) console.log(differenceLine(one))
  const more = differences.length - differencesShownMax
  if (more > 0) console.log(`… and ${more} more`)
  const count = (what: Difference['what']) => differences.filter((one) => one.what === what).length
  console.log(
    `${count('appears')} appear, ${count('vanishes')} vanish, ${count('changes')} change, ` +
      `${unchanged} stay as they are; silence is not planned`,
  )
}

function loadOrExit(settings: Settings, file: string) {
  try {
    const folder = networkFolder(settings)
    return {
      current: loadNetworkData(folder),
      edited: loadNetworkData(folder, file),
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(describeFailure(error))
    process.exit(2)
  }
}

/** A line that is overwritten on a terminal, at most one a second elsewhere. */
function createProgress(): (progress: PlanProgress) => void {
  const report = createStderrReport()
  let toldAt = performance.now()
  return ({ done, of, at }) => {
    const now = performance.now()
    if (now - toldAt < progressMs && done < of) return
    toldAt = now
    report.progress(`${done} of ${of} readings, received until ${formatBeijing(at)}`)
    if (done >= of) report.end()
  }
}

function historyLine(history: History | null, asked: number): string {
  if (history === null) return `history: no readings in the last ${asked} days`
  const { readings, stations, firstAt, lastAt } = history
  const found = ((lastAt - firstAt) / dayMs).toFixed(1)
  return (
    `history: ${readings} readings of ${stations} stations over ${found} of ${asked} days, ` +
    `received ${formatBeijing(firstAt)} to ${formatBeijing(lastAt)}`
  )
}

function editedLine(current: readonly Rule[], edited: readonly Rule[]): string {
  const ids = [...new Set([...current, ...edited].map(({ id }) => id))]
  const differ = ids.filter(
    (id) =>
      !isDeepStrictEqual(
        current.find((rule) => rule.id === id),
        edited.find((rule) => rule.id === id),
      ),
  )
  return differ.length === 0 ? 'rules: the same' : `rules that differ: ${differ.join(', ')}`
}

/** Thresholds that are in force only after the history: it says nothing of them. */
function untriedLines(rules: readonly Rule[], history: History | null): string[] {
  if (history === null) return []
  return rules.flatMap(({ id, thresholds }) =>
    thresholds.flatMap(({ from, quantity, parameter, value }) => {
      if (from === undefined || from <= history.lastAt) return []
      const about = [id, quantity, parameter, value].filter((word) => word !== null).join(' ')
      return [`not in this history: ${about}, in force from ${formatBeijing(from)}`]
    }),
  )
}

function differenceLine(difference: Difference): string {
  const { what } = difference
  if (what === 'appears') return `appears   ${episodeText(difference.edited)}`
  if (what === 'vanishes') return `vanishes  ${episodeText(difference.current)}`
  const { current, edited } = difference
  const parts = [
    changed('opens', timeText(current.openedAt), timeText(edited.openedAt)),
    changed('colours', coloursText(current), coloursText(edited)),
    changed('ends', timeText(current.resolvedAt), timeText(edited.resolvedAt)),
  ]
  return `changes   ${current.rule} ${current.subject}: ${parts.join(', ')}`
}

const changed = (what: string, from: string, to: string) =>
  from === to ? `${what} ${from}` : `${what} ${from} → ${to}`

function episodeText(episode: Episode): string {
  const { rule, subject, openedAt, resolvedAt } = episode
  const span = `${timeText(openedAt)} to ${timeText(resolvedAt)}`
  return `${rule} ${subject}: ${coloursText(episode)}, ${span}`
}

const timeText = (at: Instant | null) => (at === null ? 'now' : formatBeijing(at).slice(0, 16))
const coloursText = ({ colours }: Episode) =>
  colours.map((colour) => colour ?? 'no colour').join('–')
