import { define } from './definition.ts'

const text = (name: string, required = true) => ({ name, type: 'text', required }) as const

/**
 * 会商 on one day's joint air product: the parties enter or accept values, agree on one with
 * minutes, all sign, and it is released. A correction is another consultation that ends in the next
 * version.
 */
export const airProductConsultation = define({
  kind: 'consultation',
  procedure: 'air-product',
  version: 1,
  name: { zh: '空气质量专项预报会商', en: 'Consultation on the joint air product' },
  initial: 'drafted',
  steps: [
    {
      id: 'enter',
      name: { zh: '填报', en: 'Enter values' },
      from: 'drafted',
      to: 'drafted',
      roles: ['district'],
      fields: [{ name: 'values', type: 'cells', required: true }, text('remark', false)],
      guards: ['zone-district'],
    },
    {
      id: 'accept',
      name: { zh: '认可初稿', en: 'Accept the draft where nothing was entered' },
      from: 'drafted',
      to: 'drafted',
      roles: ['district'],
      fields: [text('remark', false)],
      guards: ['zone-district'],
    },
    {
      id: 'agree',
      name: { zh: '会商一致', en: 'Agree' },
      from: 'drafted',
      to: 'agreed',
      roles: ['district', 'executive-committee'],
      fields: [text('minutes'), { name: 'values', type: 'cells', required: false }],
      guards: ['all-submitted', 'cells-complete', 'differences-settled'],
    },
    {
      id: 'reopen',
      name: { zh: '重新会商', en: 'Reopen' },
      from: 'agreed',
      to: 'drafted',
      roles: ['district', 'executive-committee'],
      fields: [text('reason')],
    },
    {
      id: 'sign',
      name: { zh: '签发', en: 'Sign off' },
      from: 'agreed',
      to: 'agreed',
      roles: ['district'],
      guards: ['somebody-left-to-sign', 'zone-district', 'not-signed'],
    },
    {
      id: 'release',
      name: { zh: '发布', en: 'Release' },
      from: 'agreed',
      to: 'closed',
      roles: ['district', 'executive-committee'],
      guards: ['all-signed'],
    },
  ],
})
