import type { DataRequestCapabilities } from '../data-requests.ts'
import { fakeNow, fakeWorkflow } from './samples.ts'

export function fakeDataRequests(): DataRequestCapabilities {
  const asked = { person: '陈', district: 'jiashan', organisation: '嘉善监测站', purpose: '溯源' }
  return {
    askForData: ({ dataSet }) =>
      Promise.resolve(
        dataSet === 'open'
          ? { ok: false, code: 'not-on-request', detail: 'it is open', allowed: [] }
          : { ok: true, subject: fakeWorkflow('d1', 9) },
      ),
    dataRequests: ({ state }) => {
      const item = {
        ...{ ...asked, workflow: { ...fakeWorkflow('d1', 4), state: 'granted' } },
        ...{ dataSet: 'risk-sources', name: '环境风险源', ownerDistrict: 'qingpu', dueAt: null },
        ...{ isOverdue: false, until: fakeNow },
        decision: { step: 'grant', at: fakeNow, person: '王', said: '内部使用' },
      } as const
      return Promise.resolve({ items: state === 'asked' ? [] : [item], next: null })
    },
  }
}
