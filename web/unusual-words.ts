import type { Words } from './words.ts'

/** Why something is unusual, and what declared context explains of it, in English and Chinese. */
export const unusualWords = {
  'why.explained': [
    'Explained by a change {ago} before, of {by}: {factor}.',
    '{factor}的变化可由{by}解释（此前 {ago} 有变）。',
  ],
  'why.explainedLong': ['Explained by {by}: {factor}.', '{factor}的变化可由{by}解释。'],
  'why.beyond': [
    'Beyond what a change {ago} before, of {by}, explains: {factor}.',
    '{factor}超出{by}所能解释的范围（此前 {ago} 有变）。',
  ],
  'why.beyondLong': ['Beyond what {by} explains: {factor}.', '{factor}超出{by}所能解释的范围。'],
  'why.visit': ['a visit to the instruments', '仪器维护或校准'],
  'why.alone': [
    'No other factor is unusual here: it may be the sensor.',
    '此处没有其他因子异常，可能是仪器问题。',
  ],
  'why.agree': [
    'Several factors are unusual together: it is hardly the sensor.',
    '多个因子同时异常，不像是仪器问题。',
  ],
  'why.expected': [
    'Between {low} and {high} {unit} was expected at this time.',
    '此时预期在 {low} 至 {high} {unit} 之间。',
  ],
} satisfies Words
