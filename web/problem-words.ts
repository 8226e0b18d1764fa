import type { ProblemDocument } from './wire.ts'
import { say, wordFor, type Language } from './words.ts'

const explained = [0, 401, 403, 404, 412, 422, 428] as const

/** A problem document in a sentence for the person whose command it answers. */
export function problemWords(language: Language, problem: ProblemDocument): string {
  const { status, code, allowed = [] } = problem
  const known = explained.find((one) => one === status)
  if (known !== undefined) return say(language, `problem.${known}`)
  if (status === 409) {
    const verbs = allowed.map((verb) => wordFor(language, 'command', verb))
    const none = say(language, 'stations.none')
    const joint = language === 'zh' ? '、' : ', '
    return say(language, 'problem.409', { allowed: verbs.join(joint) || none })
  }
  const detail = problem.detail ?? problem.title ?? ''
  return say(language, 'problem.other', { code, detail })
}
