import { define } from './definition.ts'

/**
 * 企业守法信息云通报 (R46): at a first sign of irregularity an enterprise is reminded, before anything
 * is a penalty. It is proposed, and a person sends it; what the enterprise says is written down.
 */
export const enterpriseNotice = define({
  kind: 'enterprise-notice',
  procedure: null,
  version: 1,
  name: { zh: '企业云通报', en: 'Notice to an enterprise' },
  initial: 'proposed',
  steps: [
    {
      id: 'send',
      name: { zh: '发送', en: 'Send' },
      from: 'proposed',
      to: 'sent',
      roles: ['district', 'executive-committee'],
      fields: [
        { name: 'message', type: 'text', required: true },
        { name: 'messageEn', type: 'text', required: false },
      ],
    },
    {
      id: 'reply',
      name: { zh: '企业反馈', en: 'Reply of the enterprise' },
      from: 'sent',
      to: 'sent',
      roles: ['district', 'executive-committee'],
      fields: [{ name: 'reply', type: 'text', required: true }],
    },
    {
      id: 'close',
      name: { zh: '办结', en: 'Close' },
      from: 'sent',
      to: 'closed',
      roles: ['district', 'executive-committee'],
      fields: [{ name: 'result', type: 'text', required: true }],
    },
  ],
})
