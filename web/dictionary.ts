import { alertWords } from './alert-words.ts'
import { aqiWords } from './aqi-words.ts'
import { bloomWords } from './bloom-words.ts'
import { caseActWords } from './case-act-words.ts'
import { caseDetailWords } from './case-detail-words.ts'
import { caseworkWords } from './casework-words.ts'
import { chartWords } from './chart-words.ts'
import { pageWords } from './page-words.ts'
import { patternWords } from './pattern-words.ts'
import { productWords } from './product-words.ts'
import { refusalWords } from './refusal-words.ts'
import { registerWords } from './register-words.ts'
import { trendWords } from './trend-words.ts'
import { unusualWords } from './unusual-words.ts'
import { waterWords } from './water-words.ts'
import { whyWords } from './why-words.ts'
import { workflowWords } from './workflow-words.ts'

/** All texts of the page, room by room. */
export const dictionary = {
  ...pageWords,
  ...waterWords,
  ...alertWords,
  ...whyWords,
  ...workflowWords,
  ...chartWords,
  ...bloomWords,
  ...trendWords,
  ...unusualWords,
  ...productWords,
  ...aqiWords,
  ...caseworkWords,
  ...caseDetailWords,
  ...caseActWords,
  ...refusalWords,
  ...registerWords,
  ...patternWords,
}
