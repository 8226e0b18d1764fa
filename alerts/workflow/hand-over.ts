import { revocationGrounds } from '../../src/domain/casework.ts'
import { define } from './definition.ts'

/**
 * 证据移送 (R32): a list of evidence goes from the team to whoever has to act on it, who gives a
 * receipt and tells the result, and whether it was made public. The result is recognised by all (R33)
 * until whoever gave it says that it was revoked; what was said so by mistake is reinstated. Of a major
 * case it is given only once a legal review by somebody else has passed it (R51).
 */
export const handOver = define({
  kind: 'hand-over',
  procedure: null,
  version: 2,
  name: { zh: '证据移送', en: 'Hand-over of evidence' },
  initial: 'opened',
  final: ['revoked'],
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
        // R51: of a major case (大案要案) the decision is reviewed before it is given.
        { name: 'major', type: { oneOf: ['yes', 'no'] }, required: false },
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
      id: 'legal-review',
      name: { zh: '法制审核', en: 'Legal review' },
      from: 'received',
      to: 'received',
      roles: ['district'],
      fields: [
        { name: 'outcome', type: { oneOf: ['passed', 'returned'] }, required: true },
        { name: 'opinion', type: 'text', required: true },
      ],
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
      guards: ['legally-reviewed', 'sent-to-district', 'not-who-reviewed'],
    },
    {
      id: 'revoke',
      name: { zh: '撤销', en: 'Revoked' },
      from: 'closed',
      to: 'revoked',
      roles: ['district'],
      fields: [
        { name: 'grounds', type: { oneOf: revocationGrounds }, required: true },
        { name: 'document', type: 'text', required: true },
        { name: 'reason', type: 'text', required: true },
      ],
      guards: ['sent-to-district'],
    },
    {
      id: 'reinstate',
      name: { zh: '恢复', en: 'Reinstated' },
      from: 'revoked',
      to: 'closed',
      roles: ['district'],
      fields: [{ name: 'reason', type: 'text', required: true }],
      guards: ['sent-to-district'],
    },
  ],
})

/** By which older ones run on: none of them is major, and their results can be revoked as well. */
export const handOverBefore = { ...handOver, version: 1 } as const
