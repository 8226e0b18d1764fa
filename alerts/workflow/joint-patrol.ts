import type { Names } from '../../src/domain/network.ts'
import { define } from './definition.ts'

/** 八步法 (R30): the record on site, each step with time, place and person, one after another. */
const eightSteps: readonly (readonly [id: string, state: string, name: Names])[] = [
  ['sign-in', 'signed-in', { zh: '定位签到', en: 'Sign in on site' }],
  ['show-credentials', 'credentials-shown', { zh: '亮证告知', en: 'Show credentials, inform' }],
  ['verify-identity', 'identity-verified', { zh: '信息核实', en: 'Verify identity' }],
  ['inspect', 'inspected', { zh: '现场检查', en: 'Inspect' }],
  ['take-statement', 'statement-taken', { zh: '笔录制作', en: 'Take the statement' }],
  ['print-and-sign', 'signed', { zh: '打印签名', en: 'Print and sign' }],
  ['archive', 'archived', { zh: '电子归档', en: 'Archive' }],
  ['complete', 'closed', { zh: '任务完成', en: 'Complete' }],
]

/**
 * Special joint patrol 专项联合执法巡查: a leader from another district (R28), then the eight
 * steps on site; the site's own district assists 属地配合.
 */
export const jointPatrol = define({
  kind: 'joint-patrol',
  procedure: null,
  version: 1,
  name: { zh: '专项联合执法巡查', en: 'Special joint patrol' },
  initial: 'opened',
  steps: [
    {
      id: 'assign-leader',
      name: { zh: '指定组长', en: 'Assign the leader' },
      from: 'opened',
      to: 'leader-assigned',
      roles: ['executive-committee', 'district'],
      fields: [
        { name: 'leader', type: 'text', required: true },
        { name: 'leaderDistrict', type: 'district', required: true },
      ],
      derived: [{ name: 'assist', from: 'site-district' }],
      guards: ['leader-from-elsewhere'],
    },
    ...eightSteps.map(([id, to, name], index) => ({
      id,
      name,
      from: eightSteps[index - 1]?.[1] ?? 'leader-assigned',
      to,
      roles: ['team-leader', 'patrol-team'] as const,
      place: 'required' as const,
      guards: ['time-order'] as const,
    })),
  ],
})
