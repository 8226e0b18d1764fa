/** Patrols of a year, open items of the ledger, reports and bookings, in the shapes of the outer face. */
const count = (waterBody: string, done: number, warning: string | null) => ({
  ...{ waterBody, year: 2026, done, least: 1, warning },
  lastAt: done === 0 ? null : '2026-05-04T02:00:00.000Z',
})

export const fakeCounts = [
  ...[count('taipu', 1, null), count('dianshan', 2, null)],
  ...[count('yuandang', 0, 'due'), count('fen', 0, 'due')],
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
    ...{ id: 'b1', resource: 'qingpu-boat-1', district: 'wujiang', state: 'requested' },
    ...{ to: '2026-11-24T08:00:00.000Z', exercise: false },
  },
]
