import { existsSync } from 'node:fs'
import { z } from 'zod'
import { workflowKinds } from '../domain/alert.ts'
import type { ReviewForm } from '../domain/case-review.ts'
import { alertKinds } from '../domain/event.ts'
import type { Network } from '../domain/network.ts'
import { certainty, duration, names, text } from './json-leaves.ts'
import { readJsonFile } from './json-file.ts'

const whole = (least: number, most: number) => {
  const error = `whole number from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}
const shortId = z
  .string({ error: 'id of letters, digits and -' })
  .regex(/^[a-z0-9-]{1,40}$/, { error: 'id of letters, digits and -' })
const named = z.strictObject({ id: shortId, name: names })

/** A review keeps its cases and scores in itself: so many cases a sheet, of all districts. */
const casesMax = 60

const formFile = z
  .strictObject({
    leastReviewers: whole(1, 20),
    ownDistrict: z.enum(['allowed', 'refused']),
    dueWithin: duration.nullable().default(null),
    sheets: z
      .array(
        z.strictObject({
          ...{ id: shortId, name: names, of: z.enum(['workflows', 'alerts']) },
          kinds: z.array(text).min(1, { error: 'at least one kind' }),
          perDistrict: whole(1, casesMax),
          criteria: z.array(z.strictObject({ id: shortId, name: names, points: whole(1, 100) })),
          findings: z.array(named).default([]),
        }),
      )
      .min(1, { error: 'at least one sheet' }),
    grades: z.array(z.strictObject({ from: whole(0, 100), name: names })).default([]),
    certainty,
  })
  .transform(({ grades, dueWithin, ...form }): ReviewForm => {
    const { leastReviewers, ownDistrict, sheets } = form
    const ordered = grades.toSorted((a, b) => b.from - a.from)
    return { leastReviewers, ownDistrict, dueWithinMs: dueWithin, sheets, grades: ordered }
  })

/**
 * Reads the form of scores of the yearly review of cases, usually `case-review.json` in the network's
 * folder.
 *
 * @returns null without that file: no review is opened
 * @throws {AppError} `config`, one line a fault:
 *   `case-review.json: sheets[0].criteria: expected 100 points together, got 95`
 */
export function loadReviewForm(file: string, { districts }: Network): ReviewForm | null {
  if (!existsSync(file)) return null
  const reviewed = districts.filter(({ inZone }) => inZone).length
  return readJsonFile(file, formFile, (form) => [
    ...faultsOf(form),
    ...tooManyCases(form, Math.floor(casesMax / Math.max(reviewed, 1))),
  ])
}

function tooManyCases({ sheets }: ReviewForm, most: number): string[] {
  return sheets.flatMap(({ perDistrict }, index) =>
    perDistrict <= most
      ? []
      : [`sheets[${index}].perDistrict: expected at most ${most}, got ${perDistrict}`],
  )
}

function faultsOf({ sheets }: ReviewForm): string[] {
  const again = (at: string, ids: readonly string[]) =>
    ids.flatMap((id, index) =>
      ids.indexOf(id) === index
        ? []
        : [`${at}[${index}].id: expected each once, got "${id}" again`],
    )
  return [
    ...again(
      'sheets',
      sheets.map(({ id }) => id),
    ),
    ...kindsAgain(sheets),
    ...sheets.flatMap(({ of, kinds, criteria, findings }, index) => {
      const at = `sheets[${index}]`
      const known: readonly string[] =
        of === 'alerts' ? alertKinds : workflowKinds.filter((kind) => kind !== 'case-review')
      const points = criteria.reduce((sum, one) => sum + one.points, 0)
      const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id)
      return [
        ...kinds.flatMap((kind, nth) =>
          known.includes(kind)
            ? []
            : [`${at}.kinds[${nth}]: expected a kind of ${of}, got "${kind}"`],
        ),
        ...(points === 100 ? [] : [`${at}.criteria: expected 100 points together, got ${points}`]),
        ...again(`${at}.criteria`, ids(criteria)),
        ...again(`${at}.findings`, ids(findings)),
      ]
    }),
  ]
}

/** A case belongs to one sheet. */
function kindsAgain(sheets: ReviewForm['sheets']): string[] {
  const seen = new Set<string>()
  return sheets.flatMap(({ of, kinds }, index) =>
    kinds.flatMap((kind, nth) => {
      const key = `${of} ${kind}`
      const isAgain = seen.has(key)
      seen.add(key)
      return isAgain
        ? [`sheets[${index}].kinds[${nth}]: expected each once, got "${kind}" again`]
        : []
    }),
  )
}
