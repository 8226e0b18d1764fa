import { expect, it } from 'vitest'
import { fakeAlert, fakeRule, morningAt } from './fake-alert.ts'
import { noticeOf } from './notice.ts'
import type { Due } from './delivery.ts'

const due = { route: { id: 'duty' }, step: 1, reason: 'worse', key: 'a|duty|1|worse|1|red' } as Due
const about = { rule: fakeRule(), station: { zh: '金泽', en: 'Jinze' } }

it('says what, where, how bad, why it is told and what to do, in both languages', () => {
  const notice = noticeOf(fakeAlert({ colour: 'red' }), due, about, morningAt)
  expect(notice).toMatchObject({
    id: 'a|duty|1|worse|1|red',
    exercise: false,
    at: '2026-11-23T08:00:00.000+08:00',
    title: { zh: '金泽 水质恶化 红色预警升级', en: 'Jinze: deterioration, red alert, worse' },
    alert: { id: 'alert-1', colour: 'red', station: 'jinze' },
  })
  expect(notice.text.zh).toBe(
    '金泽 水质恶化 红色预警升级\n观测时间: 2026-11-23T08:00\n应对: 应对\n编号: alert-1',
  )
})

it('says first that it is an exercise', () => {
  const { title, exercise } = noticeOf(fakeAlert({ exercise: true }), due, about, morningAt)
  expect([exercise, title.zh.startsWith('【演练】'), title.en.startsWith('EXERCISE ')]).toEqual([
    ...[true, true, true],
  ])
})

it('names itself where it is about the engine, not the station it is filed under', () => {
  const { title } = noticeOf(fakeAlert({ subject: 'engine', colour: null }), due, about, morningAt)
  expect(title).toEqual({
    ...{ zh: '清流系统 水质恶化 预警升级', en: 'Qingliu itself: deterioration, alert, worse' },
  })
})
