/** A consultation on the air product in which two cities have spoken and differ, in the shape of the outer face. */
const rest = { pm25Low: 40, pm25High: 60, o3Low: 80, o3High: 95, weather: null }
const value = (aqiLow: number, aqiHigh: number) => {
  return { ...rest, aqiLow, aqiHigh, primaryPollutants: ['a34004'] }
}
const party = (id: string, zh: string, en: string, district: string) => {
  return { party: id, name: { zh, en }, district, signedBy: null, signedAt: null }
}
const cell = (area: string, leadDay: number) => {
  const blank = { guidance: null, agreed: null, reason: null, basis: {} }
  return { ...blank, area, leadDay, draft: value(60, 80), said: {}, differs: [] }
}
const said = { shanghai: value(60, 80), suzhou: value(70, 90) }

export const fakeConsultation = {
  ...{ id: 'c1', etag: '"61"', date: '2026-11-23', state: 'drafted', corrects: null, reason: null },
  dueAt: '2026-11-23T12:00:00.000Z',
  parties: [
    party('shanghai', '上海', 'Shanghai', 'qingpu'),
    party('suzhou', '苏州', 'Suzhou', 'wujiang'),
    party('jiaxing', '嘉兴', 'Jiaxing', 'jiashan'),
  ],
  agreement: null,
  cells: [
    ...[cell('zone', 1), { ...cell('wujiang', 1), said, differs: ['aqiLow', 'aqiHigh'] }],
    ...[cell('zone', 2), cell('wujiang', 2)],
  ],
  allowed: ['enter', 'accept', 'agree', 'cancel'],
}

export const fakeConsultations = [
  { id: 'c1', procedure: 'air-product', about: { date: fakeConsultation.date } },
]
