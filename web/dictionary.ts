import { alertChinese, alertEnglish } from './alert-words.ts'
import { bloomChinese, bloomEnglish } from './bloom-words.ts'
import { chartChinese, chartEnglish } from './chart-words.ts'
import { pageChinese, pageEnglish } from './page-words.ts'
import { panelChinese, panelEnglish } from './panel-words.ts'
import { trendChinese, trendEnglish } from './trend-words.ts'
import { unusualChinese, unusualEnglish } from './unusual-words.ts'
import { waterChinese, waterEnglish } from './water-words.ts'
import { whyChinese, whyEnglish } from './why-words.ts'
import { workflowChinese, workflowEnglish } from './workflow-words.ts'

/** English texts of the page, room by room; the keys of this object are the keys of every language. */
export const english = {
  ...pageEnglish,
  ...waterEnglish,
  ...alertEnglish,
  ...whyEnglish,
  ...workflowEnglish,
  ...chartEnglish,
  ...bloomEnglish,
  ...trendEnglish,
  ...unusualEnglish,
  ...panelEnglish,
}

export const chinese: Readonly<Record<keyof typeof english, string>> = {
  ...pageChinese,
  ...waterChinese,
  ...alertChinese,
  ...whyChinese,
  ...workflowChinese,
  ...chartChinese,
  ...bloomChinese,
  ...trendChinese,
  ...unusualChinese,
  ...panelChinese,
}
