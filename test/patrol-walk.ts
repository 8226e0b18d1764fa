import type { Answer, Api, Workflow } from './engine-api.ts'

/** 八步法, in order. */
export const eightSteps = [
  ...['sign-in', 'show-credentials', 'verify-identity', 'inspect'],
  ...['take-statement', 'print-and-sign', 'archive', 'complete'],
] as const

export const place = { lat: 30.98, lon: 120.64 }

/** Takes a step as a person of Qingpu on site would, with parts of its body laid over it. */
export function takeStep(
  api: Api,
  workflow: string,
  step: string,
  part: object = {},
): Promise<Answer<Workflow>> {
  const body = { district: 'qingpu', person: '王', place, ...part }
  return api.post<Workflow>(`workflows/${workflow}/steps/${step}`, body)
}

/** Opens a joint patrol by hand at Pingwang, which is Wujiang's. */
export function openPatrol(api: Api, part: object = {}): Promise<Answer<Workflow>> {
  const body = { kind: 'joint-patrol', station: 'pingwang', person: '王', reason: '年度计划' }
  return api.post<Workflow>('workflows', { ...body, ...part })
}

export const leader = { data: { leader: '陈', leaderDistrict: 'jiashan' } }

/** Walks a patrol from its opening to its end; throws at a step that is refused. */
export async function walkPatrol(api: Api, part: object = {}): Promise<Workflow> {
  let { body: patrol } = await openPatrol(api, part)
  for (const step of ['assign-leader', ...eightSteps]) {
    const taken = await takeStep(api, patrol.id, step, step === 'assign-leader' ? leader : {})
    if (taken.status !== 200) throw new Error(`${step}: ${JSON.stringify(taken.body)}`)
    patrol = taken.body
  }
  return patrol
}
