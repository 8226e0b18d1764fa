import type { Workflow } from './alert.ts'

/** Why a person opens a workflow (R29): a complaint (信访举报), a major event to be kept safe. */
export const handTriggers = ['complaint', 'major-event', 'other'] as const
/** What a workflow came of: also an alert, the plan of the year, another workflow. */
export const triggers = ['alert', 'plan', 'case', ...handTriggers] as const
export type Trigger = (typeof triggers)[number]

/**
 * What a workflow came of: its alert, the plan of the year, the workflow it is about, or what the
 * person said who opened it.
 */
export function triggerOf({ alert, about = {} }: Pick<Workflow, 'alert' | 'about'>): Trigger {
  if (alert !== null) return 'alert'
  if (typeof about['planned'] === 'string') return 'plan'
  const said = handTriggers.find((one) => one === about['trigger'])
  if (said !== undefined && said !== 'other') return said
  return typeof about['workflow'] === 'string' ? 'case' : 'other'
}
