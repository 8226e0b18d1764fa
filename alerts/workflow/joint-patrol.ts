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

const assignLeader = {
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
} as const

const draft = (version: number) => ({
  kind: 'joint-patrol' as const,
  procedure: null,
  version,
  name: { zh: '专项联合执法巡查', en: 'Special joint patrol' },
  initial: 'opened',
  steps: [
    assignLeader,
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

/** What patrols were opened with before their evidence was put to the districts. */
const first = draft(1)
const second = draft(2)
const recognised = { then: [{ kind: 'recognition', procedure: null }] } as const

/** By which older patrols run on, the newest first. */
export const jointPatrolsBefore = [define({ ...second, ...recognised }), define(first)] as const

/** What a door of its own does before the walk begins, by whomever asked for it. */
const beside = (id: string, name: Names) => ({
  ...{ id, name, from: ['opened', 'leader-assigned'], to: null },
  roles: ['engine'] as const,
})

const running = ['opened', 'leader-assigned', ...eightSteps.slice(0, -1).map(([, state]) => state)]

/**
 * Special joint patrol 专项联合执法巡查: a leader from another district (R28), then the eight
 * steps on site; the site's own district assists 属地配合. When it has closed, the districts are
 * asked to recognise its evidence (R31). One of the annual plan (R26) is late once its time has
 * passed: that is told, and changes nothing of what it may do.
 */
export const jointPatrol = define({
  ...second,
  ...recognised,
  version: 3,
  overdue: 'overdue',
  steps: [
    ...second.steps,
    beside('select-sites', { zh: '确定检查对象', en: 'Sites named' }),
    beside('draw', { zh: '双随机抽取', en: 'Drawn by lot' }),
    {
      id: 'overdue',
      name: { zh: '逾期', en: 'Overdue: told' },
      from: running,
      to: null,
      roles: ['engine'],
      deadline: 'none',
    },
  ],
})
