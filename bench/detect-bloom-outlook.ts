import {
  bloomsPerYearOf,
  calibrate,
  calibrations,
  came,
  horizonDays,
  type Calibration,
  type ToldDay,
} from '../models/bloom/calibration.ts'
import { outlookOf, saidWithin, usualWithin } from '../models/bloom/outlook.ts'
import { figure, printTable } from './detect-run.ts'

type LakeYear = readonly ToldDay[]
type Index = keyof typeof calibrations

/** What was told of a day by the other lake-years alone, and whether the bloom came. */
type Foretold = {
  readonly lakeYear: number
  readonly told: number
  /** By the index, before calibration, and by the usual rate; both with the others' rate. */
  readonly said: number
  readonly usual: number
  readonly came: 0 | 1
}

const titles: Readonly<Record<Index, string>> = { alone: 'without reference', beside: 'with Paul' }
const outlookNames = { 3: 'in3Days', 7: 'in7Days', 14: 'in14Days' } as const
const bins = [0, 0.05, 0.1, 0.2, 0.4, 1]

/** How the probabilities fare, each lake-year told by a trust and a rate of the others alone. */
export function benchOutlook(lakeYears: Readonly<Record<Index, readonly LakeYear[]>>): void {
  const indices = Object.keys(calibrations) as Index[]
  const foretold = (index: Index, days: (typeof horizonDays)[number]) =>
    leftOut(lakeYears[index], days)
  printTable('cascade-lakes, probability of a bloom, each lake-year by the others', [
    [
      'index',
      'within',
      'days',
      'came',
      'told',
      'Brier',
      'uncalibrated',
      'of the usual rate',
      'better in',
    ],
    ...indices.flatMap((index) =>
      horizonDays.map((days) => [
        titles[index],
        `${days} d`,
        ...scoresOf(foretold(index, days), lakeYears[index].length),
      ]),
    ),
  ])
  printTable('cascade-lakes, told of 14 days, and seen', [
    ['index', 'told', 'days', 'of lake-years', 'mean told', 'seen'],
    ...indices.flatMap((index) =>
      reliability(foretold(index, 14)).map((line) => [titles[index], ...line]),
    ),
  ])
  printTable('calibration by all lake-years that count', [
    ['index', 'lake-years', 'blooms', 'trust', '80 % of it', 'skill', 'as shipped'],
    ...indices.map((index) => {
      const fitted = calibrate(lakeYears[index])
      const skill = skillOf(foretold(index, 14))
      const { lakeYears: years, blooms, trust, low80, high80 } = fitted
      return [
        ...[titles[index], `${years}`, `${blooms}`, figure(trust, 2)],
        ...[`${figure(low80, 2)} … ${figure(high80, 2)}`, figure(skill, 2)],
        isShipped(index, { ...fitted, skill }) ? 'yes' : 'no: renew calibration.ts',
      ]
    }),
  ])
}

function leftOut(lakeYears: readonly LakeYear[], days: (typeof horizonDays)[number]): Foretold[] {
  return lakeYears.flatMap((year, lakeYear) => {
    const others = lakeYears.toSpliced(lakeYear, 1)
    const calibration = calibrate(others)
    const bloomsPerYear = bloomsPerYearOf(others)
    return year.map((day) => {
      const signs = { ...day, bloomsPerYear }
      return {
        lakeYear,
        told: outlookOf(signs, calibration)[outlookNames[days]].probability,
        said: saidWithin(days, signs),
        usual: usualWithin(days, bloomsPerYear),
        came: came(day, days) ? 1 : 0,
      }
    })
  })
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

const brier = (foretold: readonly Foretold[], of: 'told' | 'said' | 'usual') =>
  mean(foretold.map((one) => (one[of] - one.came) ** 2))

const skillOf = (foretold: readonly Foretold[]) =>
  1 - brier(foretold, 'told') / brier(foretold, 'usual')

function scoresOf(foretold: readonly Foretold[], lakeYears: number): string[] {
  const better = Array.from({ length: lakeYears }, (_, n) =>
    foretold.filter(({ lakeYear }) => lakeYear === n),
  ).filter((own) => brier(own, 'told') < brier(own, 'usual'))
  return [
    `${foretold.length}`,
    `${foretold.filter((one) => one.came === 1).length}`,
    figure(mean(foretold.map(({ told }) => told))),
    figure(brier(foretold, 'told')),
    figure(brier(foretold, 'said')),
    figure(brier(foretold, 'usual')),
    `${better.length} of ${lakeYears}`,
  ]
}

function reliability(foretold: readonly Foretold[]): string[][] {
  return bins.slice(1).flatMap((to, i) => {
    const from = bins[i]!
    const own = foretold.filter(({ told }) => told >= from && told < to)
    if (own.length === 0) return []
    return [
      [
        `${100 * from} to ${100 * to} %`,
        `${own.length}`,
        `${new Set(own.map(({ lakeYear }) => lakeYear)).size}`,
        figure(mean(own.map(({ told }) => told)), 2),
        figure(mean(own.map((one) => one.came)), 2),
      ],
    ]
  })
}

function isShipped(index: Index, fitted: Calibration & { readonly skill: number }): boolean {
  const shipped = calibrations[index]
  const names = ['lakeYears', 'blooms', 'trust', 'low80', 'high80', 'skill'] as const
  return names.every((name) => Math.abs(fitted[name] - shipped[name]) <= 0.0051)
}
