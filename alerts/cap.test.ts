import { describe, expect, it } from 'vitest'
import type { Alert } from '../src/domain/alert.ts'
import type { Network, Station } from '../src/domain/network.ts'
import { capAlert } from './cap.ts'
import type { CapMessage } from './cap-chain.ts'
import { fakeAlert, fakeRule } from './fake-alert.ts'

const station = {
  ...{ id: 'jinze', name: { zh: '金泽', en: 'Jinze' }, district: 'qingpu' },
  ...{ lat: 31.0184, lon: 120.9013, position: 'sure' },
} as Station
const district = {
  ...{ id: 'qingpu', name: { zh: '青浦', en: 'Qingpu' }, inZone: true },
  ...{ regionCode: '310118', regionCodeCertainty: 'memory' },
} as const
const ammonia = { code: 'w21003', name: { zh: '氨氮', en: 'Ammonia' }, unit: 'mg/L' }
const network = {
  ...{ name: { zh: '网', en: 'Network' }, stations: [station], parameters: [ammonia] },
  districts: [district],
} as unknown as Network
const rules = [fakeRule(), { ...fakeRule(), id: 'bloom-ahead' }]
const context = { sender: 'water.example.org', network, rules }
const message = (part: Partial<CapMessage> = {}, alert: Partial<Alert> = {}): CapMessage => ({
  ...{ identifier: 'alert-1.2', sent: '2026-11-23T08:01:00+08:00', msgType: 'Update' },
  ...{ alert: fakeAlert(alert), reason: 'worse' },
  earlier: [
    { identifier: 'alert-1.1', sent: '2026-11-23T08:00:00+08:00' },
    { identifier: 'alert-1.9', sent: '2026-11-23T08:00:30+08:00' },
  ],
  ...part,
})
const infoOf = (alert: Partial<Alert>, part: Partial<CapMessage> = {}) =>
  capAlert(message(part, alert), context)!.info[0]!

describe('capAlert', () => {
  it('says it in Chinese and English, and refers to what was said before', () => {
    const cap = capAlert(message(), context)!
    expect(cap).toMatchObject({
      ...{ identifier: 'alert-1.2', sender: 'water.example.org', msgType: 'Update' },
      ...{ status: 'Actual', scope: 'Restricted' },
      references:
        'water.example.org,alert-1.1,2026-11-23T08:00:00+08:00 ' +
        'water.example.org,alert-1.9,2026-11-23T08:00:30+08:00',
    })
    expect(cap.info.map(({ language, headline }) => [language, headline])).toEqual([
      ['zh-CN', '金泽 水质恶化 蓝色预警'],
      ['en', 'Jinze: deterioration, blue alert'],
    ])
    expect(cap.info[0]?.description).toContain('氨氮 1.2 mg/L, 2026-11-23T08:00:00+08:00')
    expect(cap.info[1]).toMatchObject({
      ...{ instruction: 'response', onset: '2026-11-23T08:00:00+08:00' },
      area: { areaDesc: 'Jinze, Qingpu', circle: '31.0184,120.9013 0' },
    })
  })

  it('has no references in a first message', () => {
    const first = capAlert(message({ msgType: 'Alert', earlier: [] }), context)
    expect(first).not.toHaveProperty('references')
  })

  it.each([
    ['red', 'Extreme', 'Immediate'],
    ['orange', 'Severe', 'Expected'],
    ['yellow', 'Moderate', 'Expected'],
    ['blue', 'Minor', 'Future'],
    [null, 'Unknown', 'Unknown'],
  ] as const)('weighs %s as %s, %s', (colour, severity, urgency) => {
    expect(infoOf({ colour })).toMatchObject({ severity, urgency })
  })

  it.each([
    [{}, 'Observed'],
    [{ evidence: { forecast: true } }, 'Likely'],
    [{ kind: 'unusual' }, 'Possible'],
    [{ kind: 'algal-bloom', rule: 'bloom-ahead' }, 'Possible'],
    [{ kind: 'unusual', verdict: 'confirmed' }, 'Observed'],
  ] as [Partial<Alert>, string][])('is as certain as %j: %s', (alert, certainty) => {
    expect(infoOf(alert).certainty).toBe(certainty)
  })

  it('tells the end as past and clear', () => {
    const end = infoOf({ condition: 'resolved' }, { msgType: 'Cancel' })
    expect(end).toMatchObject({ responseType: 'AllClear', urgency: 'Past' })
    expect(end.headline).toBe('金泽 水质恶化 蓝色预警解除')
  })

  it('is an exercise where the alert is one', () => {
    expect(capAlert(message({}, { exercise: true }), context)?.status).toBe('Exercise')
  })

  it('draws a circle where the position is rough, and names a region code it is sure of', () => {
    const rough = { ...station, position: 'memory' } as const
    const sure = { ...district, regionCodeCertainty: 'sure' } as const
    const there = { ...network, stations: [rough], districts: [sure] }
    const cap = capAlert(message(), { ...context, network: there })
    expect(cap?.info[0]?.area).toMatchObject({
      circle: '31.0184,120.9013 2',
      geocode: { valueName: 'GB/T 2260', value: '310118' },
    })
    expect(infoOf({}).area).not.toHaveProperty('geocode')
  })

  it('is nothing where the station is no longer of the network', () => {
    expect(capAlert(message({}, { station: 'gone' }), context)).toBeNull()
  })
})
