import { define, type Field } from './definition.ts'

const plan: readonly Field[] = ['points', 'factors', 'methods', 'frequency'].map((name) => ({
  name,
  type: name === 'frequency' ? 'text' : 'list',
  required: true,
}))
const planNumber = { name: 'revision', from: { countOf: ['plan', 'revise-plan'] } } as const

const start = {
  id: 'start',
  name: { zh: '启动', en: 'Start' },
  from: 'opened',
  to: 'started',
  roles: ['executive-committee', 'monitoring-centre'],
} as const

const samplingRound = {
  id: 'sampling-round',
  name: { zh: '采样监测', en: 'Sampling round' },
  from: 'tracking',
  to: 'tracking',
  roles: ['monitoring-centre', 'district'],
  place: 'required',
  fields: [{ name: 'results', type: 'list', required: false }],
  derived: [
    { name: 'round', from: { countOf: ['sampling-round'] } },
    { name: 'planRevision', from: { countOf: ['plan', 'revise-plan'] } },
  ],
} as const

const report = {
  id: 'report',
  name: { zh: '监测报告', en: 'Report' },
  from: 'tracking',
  to: 'tracking',
  roles: ['monitoring-centre'],
  fields: [{ name: 'summary', type: 'text', required: true }],
  derived: [{ name: 'number', from: { countOf: ['report'] } }],
} as const

const resume = {
  id: 'resume',
  name: { zh: '继续监测', en: 'Resume: the proposal is refused' },
  to: 'tracking',
  roles: ['executive-committee'],
  fields: [{ name: 'reason', type: 'text', required: true }],
} as const

const end = {
  id: 'end',
  name: { zh: '终止', en: 'End' },
  to: 'closed',
  roles: ['executive-committee'],
} as const

/**
 * Emergency monitoring by HJ 589-2021: first judgement, then tracking by a plan whose revisions
 * are numbered; the command body decides on the proposal to end it.
 */
export const emergencyHj589 = define({
  kind: 'emergency-monitoring',
  procedure: 'hj-589',
  version: 1,
  name: { zh: '应急监测（HJ 589-2021）', en: 'Emergency monitoring (HJ 589-2021)' },
  initial: 'opened',
  steps: [
    start,
    {
      id: 'first-judgement',
      name: { zh: '污染态势初步判别', en: 'First judgement' },
      from: 'started',
      to: 'judged',
      roles: ['monitoring-centre'],
      fields: [{ name: 'judgement', type: 'text', required: true }],
    },
    {
      id: 'plan',
      name: { zh: '监测方案', en: 'Monitoring plan' },
      from: 'judged',
      to: 'tracking',
      roles: ['monitoring-centre'],
      fields: plan,
      derived: [planNumber],
    },
    samplingRound,
    {
      id: 'revise-plan',
      name: { zh: '方案调整', en: 'Revise the plan' },
      from: 'tracking',
      to: 'tracking',
      roles: ['monitoring-centre'],
      fields: plan,
      derived: [planNumber],
    },
    report,
    {
      id: 'propose-termination',
      name: { zh: '建议终止', en: 'Propose termination' },
      from: 'tracking',
      to: 'termination-proposed',
      roles: ['monitoring-centre'],
      fields: [
        {
          name: 'criterion',
          type: { oneOf: ['below-for-48-h', 'back-to-background', 'experts-agree'] },
          required: true,
        },
      ],
      guards: ['sampled'],
    },
    { ...resume, from: 'termination-proposed' },
    { ...end, from: 'termination-proposed' },
  ],
})

/** Monitoring of a bloom by the bloom plan: HJ 589-2021 excludes biological pollution. */
export const emergencyBloom = define({
  kind: 'emergency-monitoring',
  procedure: 'bloom-plan',
  version: 1,
  name: { zh: '应急监测（蓝藻水华预案）', en: 'Emergency monitoring (bloom plan)' },
  initial: 'opened',
  steps: [
    start,
    {
      id: 'plan',
      name: { zh: '监测方案', en: 'Monitoring plan' },
      from: 'started',
      to: 'tracking',
      roles: ['monitoring-centre'],
      fields: plan,
      derived: [planNumber],
    },
    samplingRound,
    report,
    {
      id: 'propose-release',
      name: { zh: '建议解除', en: 'Propose release' },
      from: 'tracking',
      to: 'release-proposed',
      roles: ['monitoring-centre'],
      fields: [{ name: 'grounds', type: 'text', required: true }],
      guards: ['sampled'],
    },
    { ...resume, from: 'release-proposed' },
    { ...end, from: 'release-proposed' },
  ],
})
