import { aqiChinese, aqiEnglish } from './aqi-words.ts'
import { caseActChinese, caseActEnglish } from './case-act-words.ts'
import { caseDetailChinese, caseDetailEnglish } from './case-detail-words.ts'
import { caseworkChinese, caseworkEnglish } from './casework-words.ts'
import { patternChinese, patternEnglish } from './pattern-words.ts'
import { productChinese, productEnglish } from './product-words.ts'
import { registerChinese, registerEnglish } from './register-words.ts'

/** Texts of the panels below the stations. */
export const panelEnglish = {
  ...productEnglish,
  ...aqiEnglish,
  ...caseworkEnglish,
  ...caseDetailEnglish,
  ...caseActEnglish,
  ...registerEnglish,
  ...patternEnglish,
}

export const panelChinese: Readonly<Record<keyof typeof panelEnglish, string>> = {
  ...productChinese,
  ...aqiChinese,
  ...caseworkChinese,
  ...caseDetailChinese,
  ...caseActChinese,
  ...registerChinese,
  ...patternChinese,
}
