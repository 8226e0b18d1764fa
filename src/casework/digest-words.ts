import type { Trigger } from '../domain/trigger.ts'
import type { AlertKind, WarningColour } from '../domain/event.ts'

/** Words for identifiers of the engine; where there is none, the identifier itself is shown. */
type Identifiers = {
  readonly kinds: Readonly<Record<AlertKind, string>>
  readonly colours: Readonly<Record<WarningColour, string>>
  readonly verdicts: Readonly<Record<'confirmed' | 'rejected', string>>
  readonly states: Readonly<Record<string, string>>
  readonly triggers: Readonly<Record<Trigger, string>>
}

const chineseIdentifiers: Identifiers = {
  kinds: {
    ...{
      'algal-bloom': '蓝藻水华',
      deterioration: '水质恶化',
      limit: '超过限值',
      unusual: '读数异常',
    },
    ...{ 'sensor-fault': '仪器故障', silence: '站点失联', air: '空气质量', system: '系统' },
  },
  colours: { blue: '蓝色', yellow: '黄色', orange: '橙色', red: '红色' },
  verdicts: { confirmed: '已核实为真', rejected: '已排除' },
  states: { found: '已发现', due: '待整改', rectified: '已整改', verified: '已核查' },
  triggers: {
    ...{ alert: '预警', plan: '年度计划', case: '案件', complaint: '信访举报' },
    ...{ 'major-event': '重大活动保障', other: '人工' },
  },
}

const englishIdentifiers: Identifiers = {
  kinds: {
    ...{ 'algal-bloom': 'algal bloom', deterioration: 'deterioration', limit: 'limit exceeded' },
    ...{ unusual: 'unusual reading', 'sensor-fault': 'sensor fault', silence: 'silence' },
    ...{ air: 'air quality', system: 'system' },
  },
  colours: { blue: 'blue', yellow: 'yellow', orange: 'orange', red: 'red' },
  verdicts: { confirmed: 'confirmed', rejected: 'rejected' },
  states: {
    ...{ found: 'found', due: 'to be rectified', rectified: 'rectified', verified: 'verified' },
  },
  triggers: {
    ...{ alert: 'alert', plan: 'annual plan', case: 'case', complaint: 'complaint' },
    ...{ 'major-event': 'major event', other: 'by hand' },
  },
}

/** Texts of the digest's page, in Chinese and English. */
const chinese = {
  ...chineseIdentifiers,
  lang: 'zh-CN',
  title: '联席会议半年汇总',
  span: (from: string, to: string) => `${from} 至 ${to}（不含）`,
  made: (at: string) => `编制时间 ${at}`,
  running: '半年尚未结束，内容可能继续增加',
  exercise: '演练数据，不计入统计',
  alerts: '预警',
  opened: (n: number) => `共发布 ${n} 条`,
  tally: ['类别', '颜色', '人工判定', '条数'],
  confirmed: '已核实的预警',
  alertColumns: ['发布', '站点', '类别', '颜色', '事件等级', '解除'],
  patrols: '联合执法巡查',
  counts: '各水体年度巡查次数',
  countColumns: ['水体', '年度', '完成', '要求', '最近一次', '提示'],
  warnings: { due: '年底前尚未达到要求', missed: '全年未达到要求' },
  workflowColumns: ['开始', '站点', '属地', '缘由', '组长', '最近一步', '结论', '结束'],
  consultations: '会商',
  emergencies: '应急监测',
  handOvers: '证据移送',
  recognitions: '证据互认',
  reviews: '执法联合评议',
  reviewColumns: ['年度', '评查表', '区县', '案件', '已评', '平均分', '等次', '状态'],
  ...{ concluded: '已通报', goesOn: '进行中' },
  ledger: '风险隐患台账',
  ledgerSum: (open: number, overdue: number, closed: number) =>
    `未销号 ${open} 项，其中逾期 ${overdue} 项；本半年销号 ${closed} 项`,
  ledgerColumns: ['发现', '隐患', '属地', '状态', '责任人', '期限', '逾期'],
  overdue: '逾期',
  none: '无',
}
export type DigestWords = typeof chinese

const english: DigestWords = {
  ...englishIdentifiers,
  lang: 'en',
  title: 'Digest for the half-yearly joint meeting',
  span: (from, to) => `from ${from} up to ${to}`,
  made: (at) => `made ${at}`,
  running: 'The half-year has not ended; more may come',
  exercise: 'An exercise: counted nowhere',
  alerts: 'Alerts',
  opened: (n) => `${n} opened`,
  tally: ['Kind', 'Colour', 'Verdict', 'Alerts'],
  confirmed: 'Confirmed alerts',
  alertColumns: ['Opened', 'Station', 'Kind', 'Colour', 'Grade', 'Resolved'],
  patrols: 'Joint patrols',
  counts: 'Patrols of the year by water body',
  countColumns: ['Water body', 'Year', 'Done', 'Wanted', 'Last', 'Note'],
  warnings: { due: 'the year is about to end without one', missed: 'the year ended without one' },
  workflowColumns: [
    ...['Opened', 'Station', 'District', 'Came of', 'Leader'],
    ...['Last step', 'Outcome', 'Closed'],
  ],
  consultations: 'Consultations',
  emergencies: 'Emergency monitoring',
  handOvers: 'Hand-overs',
  recognitions: 'Recognition of evidence',
  reviews: 'Joint review of cases',
  reviewColumns: ['Year', 'Sheet', 'District', 'Cases', 'Scored', 'Mean', 'Grade', 'State'],
  ...{ concluded: 'concluded', goesOn: 'under way' },
  ledger: 'Risk ledger',
  ledgerSum: (open, overdue, closed) =>
    `${open} open, ${overdue} of them overdue; ${closed} closed in the half-year`,
  ledgerColumns: ['Found', 'Risk', 'District', 'State', 'Responsible', 'Due', 'Overdue'],
  overdue: 'overdue',
  none: 'none',
}

export const digestWords = { zh: chinese, en: english } as const
