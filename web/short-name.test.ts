import { expect, it } from 'vitest'
import { shortName } from './short-name.ts'

it.each([
  ['Dianshan Lake centre (beacon 4)', 'lake', 'Dianshan Lake', 'Centre'],
  ['Dianshan bathing place', 'lake', 'Dianshan Lake', 'Bathing place'],
  ['Jishuigang buoy', 'lake', 'Dianshan Lake', 'Jishuigang buoy'],
  ['Yuandang', 'lake', 'Yuandang Lake', 'Yuandang'],
  ['嘉善（虚构空气站）', 'air', '', '嘉善'],
  ['Taipu mouth', 'hydrology', 'Taipu River', 'Taipu mouth'],
] as const)('%s', (name, kind, water, expected) => {
  expect(shortName(name, kind, water)).toBe(expected)
})
