/** What declared context explains of what is unusual, in English and Chinese. */
export const contextEnglish = {
  'why.explained': 'Explained by a change {ago} before, of {by}: {factor}.',
  'why.explainedLong': 'Explained by {by}: {factor}.',
  'why.beyond': 'Beyond what a change {ago} before, of {by}, explains: {factor}.',
  'why.beyondLong': 'Beyond what {by} explains: {factor}.',
  'why.visit': 'a visit to the instruments',
}

export const contextChinese: Readonly<Record<keyof typeof contextEnglish, string>> = {
  'why.explained': '{factor}的变化可由{by}解释（此前 {ago} 有变）。',
  'why.explainedLong': '{factor}的变化可由{by}解释。',
  'why.beyond': '{factor}超出{by}所能解释的范围（此前 {ago} 有变）。',
  'why.beyondLong': '{factor}超出{by}所能解释的范围。',
  'why.visit': '仪器维护或校准',
}
