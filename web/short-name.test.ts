import { expect, it } from 'vitest'
import { shortName } from './short-name.ts'

it.each([
  ['Dianshan Lake centre (beacon 4)', 'lake', 'Dianshan Lake', 'Centre'],
  ['Dianshan bathing place', 'lake', 'Dianshan Lake', 'Bathing place'],
  ['Jishuigang buoy', 'lake', 'Dianshan Lake', 'Jishuigang buoy'],
  ['Yuandang', 'lake', 'Yuandang Lake', 'Yuandang'],
  ['嘉善（虚构空气站）', 'air', '', '嘉善'],
  ['Taipu mouth', 'hydrology', 'Taipu River', 'Taipu mouth'],
  ['Zhushagang bridge on Dazhushegang', 'river', '', 'Zhushagang bridge on Dazhushegang'],
  ['淀山湖急水港跨界水质自动监测站', 'lake', '淀山湖', '淀山湖急水港跨界水质…'],
  ['Fen Lake centre transboundary station', 'lake', 'Fen Lake', 'Centre transboundary…'],
] as const)('%s', (name, kind, water, expected) => {
  expect(shortName(name, kind, water)).toBe(expected)
})
