import { define } from './definition.ts'

const reason = { name: 'reason', type: 'text', required: true } as const
const dueAt = { name: 'dueAt', type: 'instant', required: true } as const
const byDueAt = { deadline: { field: 'dueAt' }, guards: ['due-ahead'] } as const

/**
 * 风险隐患排查治理台账 (R43): found, given a date, rectified, verified by somebody else, closed 销号.
 * What is not rectified by its date is escalated once for that date. Nothing is deleted: an item
 * opened by mistake is cancelled, with a reason, and stays in the ledger.
 */
export const riskItem = define({
  kind: 'risk-item',
  procedure: null,
  version: 1,
  name: { zh: '风险隐患', en: 'Item of the risk ledger' },
  initial: 'found',
  overdue: 'overdue',
  steps: [
    {
      id: 'set-due',
      name: { zh: '定整改期限', en: 'Set the date' },
      from: 'found',
      to: 'due',
      roles: ['district', 'executive-committee'],
      fields: [dueAt, { name: 'responsible', type: 'text', required: true }],
      ...byDueAt,
    },
    {
      id: 'extend',
      name: { zh: '延期', en: 'Extend' },
      from: 'due',
      to: 'due',
      roles: ['executive-committee'],
      fields: [dueAt, reason],
      ...byDueAt,
    },
    {
      id: 'overdue',
      name: { zh: '逾期督办', en: 'Overdue: escalated' },
      from: 'due',
      to: 'due',
      roles: ['engine'],
      derived: [{ name: 'times', from: { countOf: ['overdue'] } }],
      deadline: 'none',
    },
    {
      id: 'rectify',
      name: { zh: '整改', en: 'Rectify' },
      from: 'due',
      to: 'rectified',
      roles: ['district'],
      fields: [{ name: 'measure', type: 'text', required: true }],
      deadline: 'none',
    },
    {
      id: 'send-back',
      name: { zh: '退回整改', en: 'Send back' },
      from: 'rectified',
      to: 'due',
      roles: ['district', 'executive-committee'],
      fields: [dueAt, reason],
      ...byDueAt,
    },
    {
      id: 'verify',
      name: { zh: '核查', en: 'Verify' },
      from: 'rectified',
      to: 'verified',
      roles: ['district', 'executive-committee'],
      fields: [{ name: 'finding', type: 'text', required: true }],
      guards: ['not-who-rectified'],
    },
    {
      id: 'close',
      name: { zh: '销号', en: 'Close' },
      from: 'verified',
      to: 'closed',
      roles: ['executive-committee', 'district'],
    },
  ],
})
