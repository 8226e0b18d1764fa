import type { CapAlert, FeedEntry } from '../../domain/cap.ts'
import { fakeNow } from './samples.ts'

export const fakeCap: CapAlert = {
  identifier: 'a.2',
  sender: 'water.example.org',
  sent: '2026-11-23T08:00:00+08:00',
  status: 'Exercise',
  msgType: 'Update',
  scope: 'Restricted',
  restriction: 'none',
  code: 'qingliu/1',
  references: 'water.example.org,a.1,2026-11-23T07:00:00+08:00',
  info: (['zh-CN', 'en'] as const).map((language) => ({
    language,
    category: ['Env', 'Health'],
    event: '蓝藻 & <bloom>\u0007',
    ...{ responseType: 'Monitor', urgency: 'Expected', severity: 'Moderate' },
    certainty: 'Observed',
    eventCode: { valueName: 'qingliu:rule', value: 'bloom' },
    ...{ effective: '2026-11-23T08:00:00+08:00', onset: '2026-11-23T07:00:00+08:00' },
    ...{ senderName: '网', headline: 'h', description: 'd', instruction: 'i' },
    parameter: [
      { valueName: 'qingliu:alert', value: 'a' },
      { valueName: 'qingliu:colour', value: 'yellow' },
    ],
    area: { areaDesc: '金泽', circle: '31.0184,120.9013 0' },
  })),
}

export const fakeFeed: readonly FeedEntry[] = [
  {
    alert: 'a',
    title: '金泽 <预警>',
    summary: 'Jinze',
    publishedAt: fakeNow - 1,
    updatedAt: fakeNow,
  },
]
