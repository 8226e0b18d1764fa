import type { Words } from './words.ts'

/** What the page says of slow deterioration, in English and Chinese. */
export const trendWords = {
  'why.slowSudden': [
    'A sudden change: since {since} the level is {came} {unit}; the season lets expect {expected} {unit}.',
    '突变型恶化：自{since}起水平为 {came} {unit}，按季节预期 {expected} {unit}。',
  ],
  'why.slowGradual': [
    'A gradual change: since {since} the level has come to {came} {unit}; the season lets expect {expected} {unit}.',
    '渐变型恶化：自{since}起水平已变为 {came} {unit}，按季节预期 {expected} {unit}。',
  ],
  'why.slowCrossing': [
    'If it goes on so, the limit of {limit} {unit} ({target}) is passed in some {days} days, {earliest} at the earliest, {latest} at the latest.',
    '若持续下去，约 {days} 天后将越过{target}限值 {limit} {unit}，最早 {earliest} 天，最晚 {latest} 天。',
  ],
  'why.slowCrossingOpen': [
    'If it goes on so, the limit of {limit} {unit} ({target}) is passed in some {days} days, {earliest} at the earliest; it may also not be passed within a year.',
    '若持续下去，约 {days} 天后将越过{target}限值 {limit} {unit}，最早 {earliest} 天，也可能一年内不越过。',
  ],
} satisfies Words
