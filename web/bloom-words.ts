import type { Words } from './words.ts'

/** What the page says of blooms and their early signs, in English and Chinese. */
export const bloomWords = {
  'why.bloom': ['This reaches the {tier} tier for algal blooms.', '达到蓝藻水华{tier}等级。'],
  'why.bloomAhead': [
    'A bloom is {in3} % likely within 3 days, {in7} % within 7 and {in14} % within 14.',
    '3 天内发生水华的概率为 {in3} %，7 天内 {in7} %，14 天内 {in14} %。',
  ],
  'why.bloomAheadBetween': [
    'A bloom is {in3} % likely within 3 days ({low3} to {high3} %), {in7} % within 7 ({low7} to {high7} %) and {in14} % within 14 ({low14} to {high14} %).',
    '3 天内发生水华的概率为 {in3} %（{low3} 至 {high3} %），7 天内 {in7} %（{low7} 至 {high7} %），14 天内 {in14} %（{low14} 至 {high14} %）。',
  ],
  'why.bloomBasis': [
    'Calibrated on {lakeYears} lake-years with {blooms} blooms.',
    '以 {lakeYears} 个湖泊年、其中 {blooms} 次水华校准。',
  ],
  'why.bloomNoSkill': [
    'Calibrated on {lakeYears} lake-years with {blooms} blooms, where it told no more than the usual rate of blooms.',
    '以 {lakeYears} 个湖泊年、其中 {blooms} 次水华校准，所得不优于水华的通常频率。',
  ],
  'why.drivers': ['Driven by {factors}.', '主要依据：{factors}。'],
  'why.oxygen': ['Dissolved oxygen is {oxygen} mg/L.', '溶解氧 {oxygen} mg/L。'],
  'why.ph': ['pH is {ph}.', 'pH {ph}。'],
} satisfies Words
