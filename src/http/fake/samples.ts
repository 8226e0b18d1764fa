import type { Alert, Workflow } from '../../domain/alert.ts'
import type { DistrictEntry, Network, Parameter, Station } from '../../domain/network.ts'
import type { Aggregate, StoredReading } from '../../domain/queries.ts'
import { parseInstant } from '../../domain/time.ts'

export const fakeNow = parseInstant('2026-11-23T08:05:00+08:00') ?? 0

const parameter = (code: string, alias: string, unit: string, medium: Parameter['medium']) => ({
  code,
  alias,
  otherNames: [`${alias}-old`],
  medium,
  name: { zh: alias, en: alias },
  unit,
  decimals: { hour: 2, assessment: 1 },
  hardRange: [0, null] as const,
  softRange: null,
  hj212Unit: null,
  scale: 'linear' as const,
  statistics: true,
  context: false,
  certainty: 'design' as const,
})

const station = (id: string, kind: Station['kind']): Station => ({
  id,
  name: { zh: id, en: id },
  kind,
  form: 'fixed',
  waterBody: 'taipu',
  district: 'qingpu',
  lat: 31,
  lon: 121,
  position: 'synthetic',
  target: 'III',
  protectionZone: null,
  chainageKm: 12,
  parameters: [{ code: 'w01009', cadenceMs: 300_000, period: 'PT0S' }],
  hj212: null,
  flowsTo: null,
  usualClass: null,
  note: null,
})

const district = (id: string, inZone = true): DistrictEntry => ({
  ...{ id, name: { zh: id, en: id }, inZone },
  ...{ regionCode: '000000', regionCodeCertainty: 'synthetic' },
})

export const fakeNetwork: Network = {
  name: { zh: '示范区', en: 'zone' },
  districts: [
    ...['qingpu', 'wujiang', 'jiashan'].map((id) => district(id)),
    district('kunshan', false),
  ],
  waterBodies: [],
  rivers: [],
  stations: [station('TP-1', 'river'), station('TP-2', 'river'), station('AIR-1', 'air')],
  parameters: [
    parameter('w01009', 'do', 'mg/L', 'water'),
    parameter('a01001', 'temp', '°C', 'air'),
    parameter('w01010', 'temp', '°C', 'water'),
  ],
}

export const fakeAggregate: Aggregate = {
  station: 'TP-1',
  parameter: 'w01009',
  period: 'PT0S',
  source: 'automatic',
  depthM: null,
  startAt: parseInstant('2026-11-23T08:00:00+08:00') ?? 0,
  count: 2,
  validCount: 1,
  mean: 8.37,
  min: 8.37,
  max: 8.37,
}

export const fakeReading: StoredReading = {
  station: 'TP-1',
  parameter: 'w01009',
  period: 'PT0S',
  source: 'automatic',
  depthM: null,
  observedAt: fakeNow - 60_000,
  receivedAt: fakeNow - 59_000,
  value: 8.37,
  qualifier: '',
  sourceFlag: 'normal',
  flag: 3,
  reasons: 5,
  revision: 0,
}

export const fakeAlert = (id: string, n: number): Alert => ({
  id,
  fingerprint: `limit/${id}`,
  rule: 'limit',
  kind: 'limit',
  station: 'TP-1',
  subject: 'TP-1|w01009',
  colour: 'yellow',
  incidentGrade: null,
  condition: 'firing',
  attention: 'new',
  verdict: null,
  shelvedUntil: null,
  occurrences: 1,
  openedAt: fakeNow - 90_000,
  changedAt: fakeNow - 90_000,
  resolvedAt: null,
  closedAt: null,
  observedAt: fakeNow - 90_000,
  retrospective: false,
  readings: [{ parameter: 'w01009', observedAt: fakeNow, value: 1.2, revision: 0, flag: 1 }],
  evidence: { downstream: ['TP-2'] },
  workflows: [],
  comments: [],
  n,
})

export const fakeWorkflow = (id: string, n: number): Workflow => ({
  id,
  kind: 'joint-patrol',
  definitionVersion: 1,
  procedure: null,
  state: 'opened',
  alert: 'a1',
  station: 'TP-1',
  siteDistrict: 'qingpu',
  openedAt: fakeNow,
  changedAt: fakeNow,
  closedAt: null,
  steps: [],
  n,
})
