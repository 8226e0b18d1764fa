import type { ProblemDocument } from './wire.ts'
import { say, wordFor, type Language } from './words.ts'

const explained = [0, 401, 403, 404, 412, 422, 428] as const

/** A problem document in a sentence for the person whose command it answers. */
export function problemWords(language: Language, problem: ProblemDocument): string {
  const { status, allowed = [] } = problem
  // A gateway in between, or an engine that ends, answers as little as none.
  const known = explained.find((one) => one === (status > 500 ? 0 : status))
  if (known !== undefined) return say(language, `problem.${known}`)
  const why = refusalOf(language, problem)
  if (status === 409 && why === null) {
    const verbs = allowed.map((verb) => wordFor(language, 'command', verb))
    const none = say(language, 'stations.none')
    const joint = language === 'zh' ? '、' : ', '
    return say(language, 'problem.409', { allowed: verbs.join(joint) || none })
  }
  return ownWords(language, problem)
}

/** The same of an act on a case, of which the engine's own reason is told: a rule refused it. */
export function actProblemWords(language: Language, problem: ProblemDocument): string {
  const { status } = problem
  if (status === 412) return say(language, 'caseAct.stale')
  if (status === 404) return say(language, 'caseAct.gone')
  return status === 409 ? ownWords(language, problem) : problemWords(language, problem)
}

/** The reason in words of the page; null for a code that it does not know. */
function refusalOf(language: Language, { code }: ProblemDocument): string | null {
  const words = wordFor(language, 'refused', code)
  return words === code ? null : words
}

/** What the engine says of it: where the page has no words for it, as the engine says it. */
function ownWords(language: Language, problem: ProblemDocument): string {
  const { code, detail, title } = problem
  const told = () => say(language, 'problem.other', { code, detail: detail ?? title ?? '' })
  return refusalOf(language, problem) ?? told()
}
