import type { Workflow } from '../../src/domain/alert.ts'
import type { Booking } from '../../src/domain/incident.ts'
import { textIn } from '../../src/domain/json.ts'
import { define } from './definition.ts'

const reason = { name: 'reason', type: 'text', required: true } as const
const giveBack = {
  id: 'return',
  name: { zh: '归还', en: 'Return' },
  from: 'held',
  to: 'closed',
  roles: ['district', 'executive-committee'],
  deadline: 'none',
} as const
const lapse = {
  id: 'lapse',
  name: { zh: '到期', en: 'Its time is over' },
  to: 'closed',
  roles: ['engine'],
  deadline: 'none',
} as const

/** Longer, as long as nobody else has it then; the database holds that. By whose it is. */
const extend = {
  id: 'extend',
  name: { zh: '延期', en: 'Extend' },
  from: 'held',
  to: null,
  roles: ['district'],
  fields: [{ name: 'until', type: 'instant', required: true }],
  guards: ['by-owner', 'held-longer'],
  deadline: { field: 'until' },
  about: { toAt: 'until' },
} as const

const own = {
  kind: 'dispatch',
  procedure: null,
  name: { zh: '资源预订', en: 'Booking of a resource' },
  initial: 'held',
  overdue: 'lapse',
} as const

/** A district books a resource of its own: held from the start. */
export const ownDispatch = define({
  ...own,
  version: 2,
  steps: [giveBack, extend, { ...lapse, from: 'held' }],
})

/** As it was before bookings could be extended. */
export const ownDispatchBefore = define({
  ...own,
  version: 1,
  steps: [giveBack, { ...lapse, from: 'held' }],
})

const crossBorder = {
  kind: 'dispatch',
  procedure: 'cross-border',
  name: { zh: '跨区调度', en: 'Dispatch across a border' },
  initial: 'requested',
  final: ['refused'],
  overdue: 'lapse',
} as const
const asking = [
  {
    id: 'order',
    name: { zh: '调度指令', en: 'Order' },
    from: 'requested',
    to: 'ordered',
    roles: ['executive-committee'],
  },
  {
    id: 'confirm',
    name: { zh: '确认', en: 'Confirm' },
    from: 'ordered',
    to: 'held',
    roles: ['district'],
    guards: ['by-owner'],
  },
  {
    id: 'refuse',
    name: { zh: '拒绝', en: 'Refuse' },
    from: 'ordered',
    to: 'refused',
    roles: ['district'],
    fields: [reason],
    guards: ['by-owner'],
    deadline: 'none',
  },
] as const
const asked = ['requested', 'ordered', 'held'] as const

/**
 * 跨区调度 (R15): a district asks for a resource of another, the executive committee orders it, and
 * its owner confirms or refuses. It is kept free for the case from the asking on.
 */
export const crossBorderDispatch = define({
  ...crossBorder,
  version: 2,
  steps: [...asking, giveBack, extend, { ...lapse, from: asked }],
})

/** As it was before bookings could be extended. */
export const crossBorderDispatchBefore = define({
  ...crossBorder,
  version: 1,
  steps: [...asking, giveBack, { ...lapse, from: asked }],
})

/** A dispatch as the booking that it is. */
export function bookingOf(workflow: Workflow): Booking {
  const { resource, workflow: forWorkflow, forDistrict, fromAt, toAt } = workflow.about ?? {}
  return {
    ...{ workflow, resource: textIn(resource), forWorkflow: textIn(forWorkflow) },
    ...{ forDistrict: textIn(forDistrict), fromAt: Number(fromAt), toAt: Number(toAt) },
  }
}
