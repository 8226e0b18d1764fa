import { describe, expect, it } from 'vitest'
import { minuteMs } from '../../src/domain/time.ts'
import { measureAlarms } from './measures.ts'

/** Rows a minute apart from two strings: labels as `x`, alarms as `!`; scores fall with the row. */
function rowsOf(labels: string, alarms: string) {
  return labels.split('').map((mark, i) => ({
    at: i * minuteMs,
    score: alarms[i] === '!' ? 0.9 : 0.1,
    alarm: alarms[i] === '!',
    label: mark === 'x',
  }))
}

describe('measures of alarms', () => {
  it('counts points, events and the delay to the first alarm', () => {
    const m = measureAlarms(rowsOf('..xxx...xx', '...!!.....'))
    expect(m.pointPrecision).toBe(1)
    expect(m.pointRecall).toBeCloseTo(0.4)
    expect(m.eventsFound).toBe(1)
    expect(m.eventsTotal).toBe(2)
    expect(m.medianDelayMinutes).toBe(1)
    expect(m.falseAlarms).toBe(0)
  })

  it.each([
    ['5 min after a run touches it', 'x' + '.'.repeat(60), ' '.repeat(5) + '!' + ' '.repeat(55), 0],
    ['6 min after a run is false', 'x' + '.'.repeat(60), ' '.repeat(6) + '!' + ' '.repeat(54), 1],
    ['30 min apart is one alarm', '.'.repeat(61), '!' + ' '.repeat(29) + '!' + ' '.repeat(30), 1],
    ['31 min apart are two', '.'.repeat(61), '!' + ' '.repeat(30) + '!' + ' '.repeat(29), 2],
  ])('%s', (_what, labels, alarms, wrong) => {
    expect(measureAlarms(rowsOf(labels, alarms)).falseAlarms).toBe(wrong)
  })

  it('averages precision over ties at once', () => {
    const m = measureAlarms(rowsOf('xx..', '!!!.'))
    expect(m.aucPr).toBeCloseTo(2 / 3)
    expect(m.aucRoc).toBeCloseTo(0.75)
  })

  it('says null where nothing can be measured', () => {
    const m = measureAlarms(rowsOf('...', '   '))
    expect(m).toMatchObject({ pointPrecision: null, pointF1: null, medianDelayMinutes: null })
  })
})
