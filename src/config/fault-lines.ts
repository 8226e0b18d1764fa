import type { z } from 'zod'

/**
 * One line for each fault of a settings file: `rules[3].hold.results: expected whole number from
 * 1, got 0`. A schema's own error text is what was expected.
 */
export function faultsOf(issue: z.core.$ZodIssue, json: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => faultLine([...issue.path, key], 'no such key', json))
  }
  return [faultLine(issue.path, expectationOf(issue), json)]
}

function expectationOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return issue.expected
  }
  return issue.message
}

function faultLine(path: readonly PropertyKey[], expected: string, json: unknown): string {
  const place = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')
  const came = path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined,
    json,
  )
  const got = came === undefined ? 'nothing' : JSON.stringify(came)
  return `${place === '' ? 'file' : place}: expected ${expected}, got ${got}`
}
