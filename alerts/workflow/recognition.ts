import { define } from './definition.ts'

/**
 * 证据互认 (R31): each district of the zone recognises the evidence of a joint patrol or contests
 * it with a reason; it may change its word until all have recognised and it is concluded.
 */
export const recognition = define({
  kind: 'recognition',
  procedure: null,
  version: 1,
  name: { zh: '证据互认', en: 'Recognition of evidence' },
  initial: 'asked',
  steps: [
    {
      id: 'recognise',
      name: { zh: '认可', en: 'Recognise' },
      from: 'asked',
      to: 'asked',
      roles: ['district'],
      guards: ['zone-district'],
    },
    {
      id: 'contest',
      name: { zh: '异议', en: 'Contest' },
      from: 'asked',
      to: 'asked',
      roles: ['district'],
      fields: [{ name: 'reason', type: 'text', required: true }],
      guards: ['zone-district'],
    },
    {
      id: 'conclude',
      name: { zh: '互认完成', en: 'Conclude: all recognise' },
      from: 'asked',
      to: 'closed',
      roles: ['executive-committee', 'district'],
      guards: ['all-recognise'],
    },
  ],
})
