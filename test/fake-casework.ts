/** Patrols of a year, open items of the ledger, reports and bookings, in the shapes of the outer face. */
const count = (waterBody: string, done: number, warning: string | null) => ({
  ...{ waterBody, year: 2026, done, least: 1, warning },
  lastAt: done === 0 ? null : '2026-05-04T02:00:00.000Z',
})

export const fakeCounts = [
  ...[count('taipu', 1, null), count('dianshan', 2, null)],
  ...[count('yuandang', 0, 'due'), count('fen', 0, 'due')],
]

export const fakePlan = [
  {
    ...{ entry: 'P-1', waterBody: 'taipu', district: 'wujiang', station: 'pingwang', number: 1 },
    ...{ of: 2, fromAt: '2026-10-31T16:00:00.000Z', dueAt: '2026-11-15T16:00:00.000Z' },
    state: 'late',
  },
  {
    ...{ entry: 'P-1', waterBody: 'taipu', district: 'wujiang', station: null, number: 2 },
    ...{ of: 2, fromAt: '2026-11-15T16:00:00.000Z', dueAt: '2026-11-30T16:00:00.000Z' },
    state: 'open',
  },
]

const digest = (name: string) => ({ name: `digest-2025-H2.${name}`, sha256: `hash-of-${name}` })
export const fakeMeetings = [
  {
    ...{ id: 'm1', state: 'announced', dueAt: null, closedAt: null, steps: [] },
    about: { half: '2026-H1' },
  },
  {
    ...{ id: 'm0', state: 'closed', dueAt: null, closedAt: '2026-01-15T08:00:00.000Z' },
    ...{ steps: [{ attachments: [digest('zh.html'), digest('en.html')] }] },
    about: { half: '2025-H2' },
  },
]

export const fakeLedger = [
  {
    ...{ id: 'l1', title: '厂区东侧渗坑', station: null, siteDistrict: 'wujiang', state: 'due' },
    ...{ dueAt: '2026-11-20T00:00:00.000Z', overdue: true, exercise: false },
  },
  {
    ...{ id: 'l2', title: '雨污混接', station: 'lili', siteDistrict: 'wujiang', state: 'found' },
    ...{ dueAt: null, overdue: false, exercise: true },
  },
]

export const fakeReports = [
  {
    ...{ id: 'i1', station: 'pingwang', siteDistrict: 'wujiang', state: 'first-due' },
    ...{ dueAt: '2026-11-23T08:00:00.000Z', exercise: false },
  },
  {
    ...{ id: 'i2', station: null, siteDistrict: 'jiashan', state: 'following' },
    ...{ dueAt: null, exercise: true },
  },
]

export const fakeBookings = [
  {
    ...{ id: 'b1', resource: 'qingpu-boat-1', district: 'wujiang', state: 'ordered' },
    ...{ from: '2026-11-23T08:00:00.000Z', to: '2026-11-24T08:00:00.000Z', exercise: false },
    ...{ etag: '"71"', workflow: 'w11', allowed: ['confirm', 'refuse'] },
  },
]
export const fakeResources = [
  {
    ...{ id: 'qingpu-boat-1', district: 'qingpu', free: false },
    name: { zh: '青浦采样船 1', en: 'Sampling boat 1, Qingpu' },
  },
]

const firm = (key: string, name: string, exempt: boolean) => ({ site: key, name, exempt })
export const fakeSites = [
  firm('91320509MA1TE6T001', '平望印染厂', false),
  firm('91320509MA1TE6T002', '黎里喷水织造有限公司', false),
  firm('91320509MA1TE6T003', '芦墟绿色包装有限公司', true),
]

const acted = { at: '2026-11-23T03:00:00.000Z', recordedAt: '2026-11-23T03:00:00.000Z' }
const by = { person: '赵', byDistrict: 'jiashan' }
export const fakePatrols = [
  {
    ...{ id: 'w9', state: 'leader-assigned', station: 'pingwang', siteDistrict: 'wujiang' },
    ...{ etag: '"61"', allowed: ['sign-in', 'select-sites', 'draw'] },
    ...{ exercise: true, alert: null },
    about: {
      ...{ sites: ['91320509MA1TE6T001'], exempt: [] },
      ...{ trigger: 'complaint', reference: '苏信 113' },
    },
    steps: [
      {
        ...{ ...acted, step: 'select-sites', person: by.person },
        data: {
          ...{ sites: ['91320509MA1TE6T003'], exempt: ['91320509MA1TE6T003'] },
          ...{ reason: '群众投诉', byDistrict: by.byDistrict },
        },
      },
      {
        ...{ ...acted, step: 'draw', person: by.person },
        data: {
          ...{ number: 1, seed: '7c9e6679-7425-40de-944b-e07fc1f90ae7', reason: null },
          method: 'first by sha256(seed|key), hexadecimal, ascending',
          byDistrict: by.byDistrict,
          candidates: {
            sites: ['91320509MA1TE6T001', '91320509MA1TE6T002'],
            ...{ leaders: ['Q-L', 'J-L'], inspectors: ['Q-L', 'J-L', 'J-1', 'W-1'] },
          },
          result: {
            ...{ sites: ['91320509MA1TE6T002'], leader: 'Q-L', leaderDistrict: 'qingpu' },
            inspectors: ['J-1', 'W-1'],
          },
        },
      },
    ],
  },
  {
    ...{
      id: 'w10',
      state: 'opened',
      station: null,
      alert: 'a-toxic',
      siteDistrict: 'jiashan',
      exercise: false,
    },
    ...{ etag: '"62"', allowed: ['assign-leader'] },
    ...{ about: { leftOut: [{ site: '91330421MA1TE6T009', because: 'gone' }] }, steps: [] },
  },
]

export const fakeMonitorings = [
  { id: 'w11', procedure: 'hj-589', station: 'pingwang', siteDistrict: 'wujiang', exercise: false },
]

const expert = { organisation: '太湖流域监测中心', title: '高级工程师' }
export const fakeExperts = [
  {
    ...{ ...expert, key: 'E-1', name: '周', district: 'wujiang', availability: 'available' },
    knows: ['w20004', 'w21003'],
  },
  {
    ...{ ...expert, key: 'E-2', name: '吴', district: null, availability: 'away' },
    knows: ['hj-589'],
  },
]

const result = {
  major: false,
  exercise: false,
  publication: 'published',
  at: '2026-11-02T03:00:00.000Z',
}
export const fakeResults = [
  {
    ...{ ...result, workflow: 'h1', district: 'wujiang', result: '罚款 8 万元' },
    revoked: {
      ...{ at: '2026-11-20T03:00:00.000Z', grounds: 'lawsuit', document: '（2026）苏行终17号' },
      reason: '证据不足',
    },
  },
  {
    ...{
      ...result,
      workflow: 'h2',
      district: 'qingpu',
      result: '责令改正',
      major: true,
      revoked: null,
    },
  },
]

const ofSheet = { sheet: 'warnings', lowest: 70, highest: 96.5 }
const fakeReview = {
  ...{ id: 'cr1', etag: '"51"', state: 'selected', year: 2026, exercise: false },
  ...{ closedAt: null, summary: null },
  sheets: [
    {
      ...{ id: 'warnings', name: { zh: '预警质量', en: 'Quality of warnings' } },
      criteria: [{ id: 'right', name: { zh: '准确性', en: 'Right' }, points: 100 }],
      findings: [
        { id: 'hit', name: { zh: '命中', en: 'hit' } },
        { id: 'late', name: { zh: '迟报', en: 'late' } },
      ],
    },
  ],
  districts: [
    {
      ...{ ...ofSheet, district: 'wujiang', cases: 5, scored: 4, mean: 83.25 },
      grade: { zh: '良好', en: 'good' },
      findings: [
        { id: 'hit', cases: 3 },
        { id: 'late', cases: 0 },
      ],
    },
    {
      ...{ ...ofSheet, district: 'jiashan', cases: 1, scored: 0, mean: null, lowest: null },
      ...{ highest: null, grade: null, findings: [] },
    },
  ],
}

export const fakeReviewAnswer = {
  items: [fakeReview],
  reminder: { year: 2025, dueAt: '2026-03-31T16:00:00.000Z', warning: 'missed' },
}
const one = { sheet: 'warnings', subject: '6f1d-a-toxic', kind: 'deterioration' }
export const fakeReviewCases = [{ ...one, district: 'wujiang', scores: [] }]

const asked = {
  ...{ name: '环境风险源清单', exercise: false, district: 'jiashan', ownerDistrict: 'qingpu' },
  ...{ organisation: '嘉善监测站', purpose: '溯源', askedAt: '2026-11-01T01:00:00.000Z' },
}
export const fakeRequests = [
  {
    ...{ etag: '"52"', allowed: ['grant', 'refuse', 'cancel'] },
    ...{ ...asked, id: 'dr1', state: 'asked', dueAt: '2026-11-15T01:00:00.000Z', overdue: true },
    ...{ decision: null, until: null },
  },
  {
    ...{ etag: '"53"', allowed: ['revoke', 'cancel'] },
    ...{ ...asked, id: 'dr2', state: 'granted', dueAt: null, overdue: false },
    decision: { person: '王', said: '仅限内部使用' },
    until: '2027-11-01T00:00:00.000Z',
  },
]

const source = { series: 40, limits: null }
export const fakeDataSources = [
  {
    ...{ ...source, kind: 'water-stations', district: 'qingpu', stations: 18, silent: 0 },
    ...{ newestAt: '2026-11-23T06:15:00.000Z', ageSeconds: 240, late: null },
    delaySeconds: { median: 1.5, worst: 5_400 },
  },
  {
    ...{ ...source, kind: 'water-stations', district: 'kunshan', stations: 2, silent: 2 },
    ...{ newestAt: '2026-11-23T02:00:00.000Z', ageSeconds: 15_600, late: 'age' },
    delaySeconds: { median: 2, worst: 2 },
  },
  {
    ...{ ...source, kind: 'guidance', district: null, stations: 0, silent: 0, series: 0 },
    ...{ newestAt: null, ageSeconds: null, delaySeconds: null, late: null },
  },
]
