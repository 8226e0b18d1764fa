import { describe, expect, it } from 'vitest'
import type { WorkflowStep } from '../../src/domain/alert.ts'
import { airProductConsultation } from './air-product.ts'
import { consultationOf } from './air-consultation.ts'
import { takeStep } from './engine.ts'
import { draftValue, fakeDraft, said } from './fake-consultation.ts'
import { fakeStep, fakeStepContext, fakeWorkflow } from './fake-workflow.ts'

const zone = ['qingpu', 'wujiang', 'jiashan']
const draft = fakeDraft()
const read = (...steps: WorkflowStep[]) => consultationOf({ steps }, draft, zone)
const other = { area: 'qingpu', leadDay: 1, aqiLow: 50, aqiHigh: 70 }
const accepts = zone.map((district) => said('accept', district))

describe('a consultation read from its steps', () => {
  it('has nothing said and nothing agreed at first', () => {
    const { cells, agreement, signatures } = read()
    expect([agreement, signatures]).toEqual([null, []])
    for (const cell of cells) expect(cell).toMatchObject({ said: {}, differs: [], agreed: null })
  })

  it('takes what a party enters, and the draft for what it accepts', () => {
    const enters = said('enter', 'wujiang', { values: [other] })
    for (const steps of [
      [enters, said('accept', 'wujiang')],
      [said('accept', 'wujiang'), enters],
    ]) {
      const { cells } = read(...steps)
      expect(cells[0]!.said['wujiang']).toEqual({ ...draftValue, aqiLow: 50, aqiHigh: 70 })
      expect(cells[1]!.said['wujiang']).toEqual(draftValue)
      expect(cells[3]!.said['wujiang']).toBeNull()
    }
  })

  it('drops the pollutant of the draft where the index has none', () => {
    const values = [{ ...other, aqiLow: 40, aqiHigh: 50 }]
    const { cells } = read(said('enter', 'wujiang', { values }))
    expect(cells[0]!.said['wujiang']!.primaryPollutants).toEqual([])
  })

  it('shows in which fields the parties differ', () => {
    const values = [{ ...other, aqiLow: draftValue.aqiLow, weather: '晴' }]
    const { cells } = read(said('enter', 'wujiang', { values }), ...accepts)
    expect(cells.map(({ differs }) => differs)).toEqual([['aqiHigh', 'weather'], [], [], [], []])
  })

  it('agrees on what all say, and on what the agreement says', () => {
    const enter = said('enter', 'wujiang', { values: [other] })
    const middle = { ...other, aqiLow: 48 }
    const agree = said('agree', 'qingpu', { minutes: '取中', values: [middle] })
    const { cells, agreement } = read(enter, ...accepts, agree)
    expect(agreement).toEqual({ person: 'qingpu', at: 1, minutes: '取中' })
    expect(cells.map(({ agreed }) => agreed?.aqiLow ?? null)).toEqual([48, 45, 30, null, 45])
  })

  it('counts signatures since the last agreement alone', () => {
    const agree = said('agree', 'qingpu', { minutes: 'x' })
    const before = [...accepts, agree, said('sign', 'qingpu')]
    expect(read(...before).signatures).toHaveLength(1)
    expect(read(...before, said('reopen', 'wujiang')).agreement).toBeNull()
    expect(read(...before, said('reopen', 'wujiang'), agree).signatures).toEqual([])
  })
})

describe('an agreement', () => {
  const agree = (steps: readonly WorkflowStep[], data = {}) => {
    const workflow = { ...fakeWorkflow(airProductConsultation), steps }
    const context = { ...fakeStepContext, product: { draft, mandatoryDays: 3 } }
    const input = fakeStep('agree', { data: { minutes: 'x', ...data } })
    const result = takeStep(workflow, airProductConsultation, input, context)
    return result.ok ? 'agreed' : result.code
  }
  const enters = said('enter', 'wujiang', { values: [other] })
  it.each([
    ['all accepted', accepts, {}, 'agreed'],
    ['one said nothing', accepts.slice(1), {}, 'submissions-missing'],
    ['one said little', [enters, accepts[0]!, accepts[2]!], {}, 'cells-incomplete'],
    ['they differ', [enters, ...accepts], {}, 'differences-open'],
    ['they differ, and it is settled', [enters, ...accepts], { values: [other] }, 'agreed'],
    ['it is no value', accepts, { values: [{ ...other, aqiLow: -1 }] }, 'bad-step'],
  ] as const)('when %s: %s', (_, steps, data, outcome) => {
    expect(agree(steps, data)).toBe(outcome)
  })

  it('needs a value on every mandatory day, though all may leave a trend open', () => {
    const workflow = { ...fakeWorkflow(airProductConsultation), steps: accepts }
    const outcome = (mandatoryDays: number) => {
      const context = { ...fakeStepContext, product: { draft, mandatoryDays } }
      const result = takeStep(workflow, airProductConsultation, fakeStep('agree'), context)
      return result.ok ? 'agreed' : result.detail
    }
    expect(outcome(3)).toBe('agreed')
    expect(outcome(4)).toBe('agree: expected a value of every party for qingpu D+4')
  })
})
