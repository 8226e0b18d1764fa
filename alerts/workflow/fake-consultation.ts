import type { WorkflowStep } from '../../src/domain/alert.ts'
import type { Json } from '../../src/domain/json.ts'
import type { CellValue, ProductDraft } from '../../src/domain/product.ts'

export const draftValue: CellValue = {
  ...{ aqiLow: 45, aqiHigh: 65, primaryPollutants: ['a34004'], pm25Low: 30, pm25High: 42 },
  ...{ o3Low: 60, o3High: 80, weather: null },
}
const basis = {
  ...{ forecastHours: 24, climatologyHours: 0, storedDays: 20, joint: 'errors' as const },
  ...{ aqiMedian: 55, rangeShare: 0.8, published: false },
  odds: { levels: [{ level: 2, probability: 1 }], primary: [{ code: 'a34004', probability: 0.9 }] },
}

/** Qingpu on five days: a value on two, clean air on the third, nothing on the fourth, a trend. */
export function fakeDraft(): ProductDraft {
  const clean = { ...draftValue, aqiLow: 30, aqiHigh: 50, primaryPollutants: [] }
  const values = [draftValue, draftValue, clean, null, draftValue]
  return {
    ...{ date: '2026-11-23', madeAt: 0, demonstration: false, standards: [], runs: [] },
    ...{ pollutants: ['a34004', 'a05024'], primaryAbove: 50 },
    cells: values.map((value, day) => {
      return { area: 'qingpu', leadDay: day + 1, value, reason: null, basis }
    }),
  }
}

/** A step as the workflow keeps it. */
export function said(
  step: string,
  district: string,
  data: Readonly<Record<string, Json>> = {},
): WorkflowStep {
  const place = { place: null, attachments: [] }
  return { step, district, person: district, at: 1, recordedAt: 1, data, ...place }
}
