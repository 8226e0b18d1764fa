import type { PublicCapabilities } from '../public-view.ts'

const name = { zh: '名', en: 'name' }
/** What an answer must not let through, whoever puts it there by mistake. */
const internal = { phone: '13800000000', reviewer: '王', flag: 4 }

export const fakePublicView: PublicCapabilities = {
  publicView: {
    exercise: true,
    waters: () =>
      Promise.resolve([
        {
          ...{ station: name, waterBody: name, district: name, date: '2026-11-21' },
          ...{ waterClass: 'IV', level: name, colour: 'water.class.IV', advice: name },
          ...{ mainIndicators: [name], bloomSign: false, ...internal },
          values: [{ parameter: name, value: 7.1, unit: 'mg/L', ...internal }],
        },
      ]),
    air: () =>
      Promise.resolve({
        ...{ date: '2026-11-22', version: 2, demonstration: true, ...internal },
        issuedAt: '2026-11-22T18:00:00.000+08:00',
        items: [
          {
            ...{ area: name, date: '2026-11-23', trend: false, aqiLow: 40, aqiHigh: 60 },
            ...{ level: name, colour: 'aqi.level.2', primaryPollutants: [name], weather: name },
            ...{ advice: name, sensitiveGroups: [name], ...internal },
          },
        ],
      }),
    results: () =>
      Promise.resolve([
        {
          ...{ date: '2026-11-20', district: name, result: null, ...internal },
          withdrawn: { date: '2026-11-21', grounds: name, reason: '复议撤销', ...internal },
        },
      ]),
  },
}
