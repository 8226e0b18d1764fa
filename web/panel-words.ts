import { aqiChinese, aqiEnglish } from './aqi-words.ts'
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
  ...registerEnglish,
  ...patternEnglish,
}

export const panelChinese: Readonly<Record<keyof typeof panelEnglish, string>> = {
  ...productChinese,
  ...aqiChinese,
  ...caseworkChinese,
  ...caseDetailChinese,
  ...registerChinese,
  ...patternChinese,
}
