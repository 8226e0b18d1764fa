import { define } from './definition.ts'

/**
 * 联席会议 (R35): the half-yearly meeting of the districts, opened by its calendar some days ahead, so
 * that people are reminded; late when its day has passed and nobody has written down that it was held.
 */
export const jointMeeting = define({
  kind: 'joint-meeting',
  procedure: null,
  version: 1,
  name: { zh: '联席会议', en: 'Joint meeting' },
  initial: 'announced',
  overdue: 'overdue',
  steps: [
    {
      id: 'postpone',
      name: { zh: '改期', en: 'Postpone' },
      from: 'announced',
      to: null,
      roles: ['executive-committee'],
      fields: [
        { name: 'dueAt', type: 'instant', required: true },
        { name: 'reason', type: 'text', required: true },
      ],
      guards: ['due-ahead'],
      deadline: { field: 'dueAt' },
    },
    {
      id: 'overdue',
      name: { zh: '逾期未召开', en: 'Overdue: told' },
      from: 'announced',
      to: null,
      roles: ['engine'],
      deadline: 'none',
    },
    {
      id: 'hold',
      name: { zh: '召开', en: 'Held: the minutes' },
      from: 'announced',
      to: 'closed',
      roles: ['executive-committee', 'district'],
      fields: [
        { name: 'minutes', type: 'text', required: true },
        { name: 'attendees', type: 'list', required: false },
      ],
      deadline: 'none',
    },
  ],
})
