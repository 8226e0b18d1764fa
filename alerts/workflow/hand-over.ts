import { define } from './definition.ts'

/**
 * 证据移送 (R32): a list of evidence goes from the team to whoever has to act on it, who gives a
 * receipt and tells the result, and whether it was made public.
 */
export const handOver = define({
  kind: 'hand-over',
  procedure: null,
  version: 1,
  name: { zh: '证据移送', en: 'Hand-over of evidence' },
  initial: 'opened',
  steps: [
    {
      id: 'send',
      name: { zh: '移送', en: 'Send' },
      from: 'opened',
      to: 'sent',
      roles: ['team-leader', 'district', 'executive-committee'],
      fields: [
        { name: 'to', type: 'district', required: true },
        // R49: a suspected crime goes to the police or the procurator of that district.
        {
          name: 'authority',
          type: { oneOf: ['environment', 'police', 'procurator'] },
          required: true,
        },
        { name: 'evidence', type: 'list', required: true },
      ],
      derived: [{ name: 'sent', from: { countOf: ['send'] } }],
    },
    {
      id: 'receive',
      name: { zh: '签收', en: 'Receive' },
      from: 'sent',
      to: 'received',
      roles: ['district'],
      fields: [{ name: 'receipt', type: 'text', required: true }],
      guards: ['sent-to-district'],
    },
    {
      id: 'return',
      name: { zh: '退回补充', en: 'Return for completion' },
      from: 'sent',
      to: 'opened',
      roles: ['district'],
      fields: [{ name: 'reason', type: 'text', required: true }],
      guards: ['sent-to-district'],
    },
    {
      id: 'result',
      name: { zh: '查处结果', en: 'Result' },
      from: 'received',
      to: 'closed',
      roles: ['district'],
      fields: [
        { name: 'result', type: 'text', required: true },
        { name: 'publication', type: { oneOf: ['published', 'withheld'] }, required: true },
      ],
      guards: ['sent-to-district'],
    },
  ],
})
