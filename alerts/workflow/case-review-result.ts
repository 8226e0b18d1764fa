import type { Workflow, WorkflowStep } from '../../src/domain/alert.ts'
import type {
  CaseReview,
  CaseScore,
  DistrictReview,
  ReviewedCase,
  ReviewForm,
  ReviewSheet,
  SelectedCase,
} from '../../src/domain/case-review.ts'
import { textIn, type Json } from '../../src/domain/json.ts'

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length

const numberIn = (value: Json | undefined) => (typeof value === 'number' ? value : 0)
const textOrNull = (value: Json | undefined) => textIn(value) || null

/** The form that a review was opened with, which its opening wrote whole. */
const formOf = ({ about = {} }: Workflow) => about['form'] as unknown as ReviewForm

/** The cases that stand: those of the last draw, then those that persons named, each once. */
function selectedIn({ steps }: Workflow) {
  const draw = steps.findLast(({ step }) => step === 'draw')
  const listed = steps.filter(({ step }) => step === 'list')
  const selected = [...(draw === undefined ? [] : [draw]), ...listed].flatMap((step) =>
    (step.data['cases'] as unknown as readonly SelectedCase[]).map((one) => ({ ...one, step })),
  )
  const first = new Map(selected.toReversed().map((one) => [one.subject, one]))
  return selected.filter((one) => first.get(one.subject) === one)
}

function scoreOf({ at, person, data }: WorkflowStep): CaseScore {
  const points = data['points'] as Readonly<Record<string, number>>
  return {
    ...{ reviewer: textIn(data['reviewer']), reviewerDistrict: textIn(data['reviewerDistrict']) },
    ...{ at, person, points },
    total: Object.values(points).reduce((sum, one) => sum + one, 0),
    finding: textOrNull(data['finding']),
    remarks: textOrNull(data['remarks']),
  }
}

/** What more than half of them found. */
function commonFinding(scores: readonly CaseScore[]): string | null {
  const named = scores.flatMap(({ finding }) => finding ?? [])
  const isCommon = (id: string) => named.filter((one) => one === id).length * 2 > scores.length
  return named.find(isCommon) ?? null
}

function casesOf(workflow: Workflow, { leastReviewers }: ReviewForm): ReviewedCase[] {
  const given = workflow.steps.filter(({ step }) => step === 'score')
  return selectedIn(workflow).map(({ step, ...one }): ReviewedCase => {
    const own = given.filter(({ data }) => data['subject'] === one.subject).map(scoreOf)
    const newest = new Map(own.map((score) => [score.reviewer, score]))
    const scores = [...newest.values()]
    return {
      ...{ sheet: one.sheet, subject: one.subject, kind: one.kind, district: one.district },
      how: step.step === 'draw' ? 'draw' : 'list',
      reason: step.step === 'draw' ? null : textOrNull(step.data['reason']),
      ...{ scores, mean: meanOf(scores.map(({ total }) => total)) },
      finding: commonFinding(scores),
      isScored: scores.length >= leastReviewers,
    }
  })
}

function districtOf(
  { id: sheet, criteria, findings }: ReviewSheet,
  district: string,
  cases: readonly ReviewedCase[],
  { grades }: ReviewForm,
): DistrictReview {
  const means = cases.flatMap(({ mean }) => mean ?? [])
  const mean = meanOf(means)
  const pointsOf = (id: string) =>
    cases.flatMap(({ scores }) => meanOf(scores.map(({ points }) => points[id] ?? 0)) ?? [])
  return {
    ...{ sheet, district, cases: cases.length, mean },
    scored: cases.filter(({ isScored }) => isScored).length,
    lowest: means.length === 0 ? null : Math.min(...means),
    highest: means.length === 0 ? null : Math.max(...means),
    grade: mean === null ? null : (grades.find(({ from }) => mean >= from)?.name ?? null),
    criteria: criteria.map(({ id }) => ({ id, mean: meanOf(pointsOf(id)) })),
    findings: findings.map(({ id }) => {
      return { id, cases: cases.filter(({ finding }) => finding === id).length }
    }),
  }
}

/**
 * A yearly review of cases as its steps tell it: cases with the newest points of each member, and what
 * each sheet came to in each district: the mean of the means of its cases, so that a case weighs the
 * same whether two members scored it or five.
 */
export function reviewOf(workflow: Workflow): CaseReview {
  const form = formOf(workflow)
  const cases = casesOf(workflow, form)
  const draw = workflow.steps.findLast(({ step }) => step === 'draw')
  const concluded = workflow.steps.findLast(({ step }) => step === 'conclude')
  const districts = form.sheets.flatMap((sheet) => {
    const own = cases.filter((one) => one.sheet === sheet.id)
    const named = [...new Set(own.map(({ district }) => district))].toSorted()
    return named.map((district) => {
      const there = own.filter((one) => one.district === district)
      return districtOf(sheet, district, there, form)
    })
  })
  return {
    ...{ workflow, form, cases, districts },
    year: numberIn(workflow.about?.['year']),
    draw:
      draw === undefined
        ? null
        : {
            ...{ number: numberIn(draw.data['number']), seed: textIn(draw.data['seed']) },
            ...{ method: textIn(draw.data['method']), at: draw.at, person: draw.person },
          },
    summary: concluded === undefined ? null : textIn(concluded.data['summary']),
  }
}
