import type { Expert, ExpertMatch } from '../../src/domain/incident.ts'

/** The nearest first: who can come, then who is of the district itself. */
const availabilityRank = ['available', 'on-call', 'away']

/**
 * Experts whose pollutants or fields name one of the terms (R20): available ones first, of all
 * districts, the incident's own before others where they are equally so.
 *
 * @param terms  what is looked for, each with the words that name it
 */
export function matchExperts(
  experts: readonly Expert[],
  terms: readonly { readonly id: string; readonly words: readonly string[] }[],
  district: string | null,
): ExpertMatch[] {
  const rank = ({ availability }: Expert) => {
    const at = availabilityRank.indexOf(availability ?? '')
    return at < 0 ? availabilityRank.length : at
  }
  const isElsewhere = (one: Expert) => Number(one.district !== district)
  return experts
    .map((expert) => ({
      expert,
      knows: terms.filter(({ words }) => knowsAny(expert, words)).map(({ id }) => id),
    }))
    .filter(({ knows }) => knows.length > 0)
    .toSorted(
      (a, b) =>
        rank(a.expert) - rank(b.expert) ||
        b.knows.length - a.knows.length ||
        isElsewhere(a.expert) - isElsewhere(b.expert) ||
        (a.expert.key < b.expert.key ? -1 : 1),
    )
}

const knowsAny = ({ pollutants, fields }: Expert, words: readonly string[]): boolean =>
  [...pollutants, ...fields].some((said) => words.some((word) => names(said, word)))

/** A Chinese word stands anywhere in a text; one in Latin letters by itself: no `sb` in `absorber`. */
function names(text: string, word: string): boolean {
  const [said, sought] = [text.toLowerCase(), word.toLowerCase()]
  const isLatin = /^[\x20-\x7e]+$/.test(sought)
  if (!isLatin) return said.includes(sought)
  const parts = ` ${said.split(/[^a-z0-9.]+/).join(' ')} `
  return parts.includes(` ${sought.split(/[^a-z0-9.]+/).join(' ')} `)
}
