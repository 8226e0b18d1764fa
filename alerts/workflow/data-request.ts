import { define } from './definition.ts'

const reason = { name: 'reason', type: 'text', required: true } as const

/**
 * 数据获取申请 (R22): somebody asks for a data set of the catalogue that is shared on request. The
 * district that has it decides, by another person than who asked, and within a time; access that was
 * granted lasts until its own end, or until it is revoked with a reason.
 */
export const dataRequest = define({
  kind: 'data-request',
  procedure: null,
  version: 1,
  name: { zh: '数据获取申请', en: 'Request for a data set' },
  initial: 'asked',
  final: ['refused', 'revoked'],
  overdue: ['overdue', 'lapse'],
  steps: [
    {
      id: 'grant',
      name: { zh: '同意', en: 'Grant' },
      from: 'asked',
      to: 'granted',
      roles: ['district'],
      fields: [
        { name: 'until', type: 'instant', required: false },
        { name: 'conditions', type: 'text', required: false },
      ],
      guards: ['by-owner', 'not-who-asked', 'until-ahead'],
      deadline: { field: 'until' },
    },
    {
      id: 'refuse',
      name: { zh: '不同意', en: 'Refuse' },
      from: 'asked',
      to: 'refused',
      roles: ['district'],
      fields: [reason],
      guards: ['by-owner'],
      deadline: 'none',
    },
    {
      id: 'overdue',
      name: { zh: '逾期未答复', en: 'Overdue: told' },
      from: 'asked',
      to: null,
      roles: ['engine'],
      deadline: 'none',
    },
    {
      id: 'revoke',
      name: { zh: '收回', en: 'Revoke' },
      from: 'granted',
      to: 'revoked',
      roles: ['district'],
      fields: [reason],
      guards: ['by-owner'],
      deadline: 'none',
    },
    {
      id: 'lapse',
      name: { zh: '到期', en: 'Its time is over' },
      from: 'granted',
      to: 'closed',
      roles: ['engine'],
      deadline: 'none',
    },
  ],
})
