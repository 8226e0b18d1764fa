import type { Certainty } from '../domain/network.ts'
import type { MajorReason, ReportKind } from '../domain/incident.ts'

const chinese = {
  titles: {
    ...{ first: '突发环境事件信息初报', 'follow-up': '突发环境事件信息续报' },
    result: '突发环境事件处理结果报告',
  } as Readonly<Record<ReportKind, string>>,
  numbered: (number: number) => `第 ${number} 期`,
  draft: '草稿，由系统按已存数据生成，须经人员核实、修改后报出。',
  exercise: '演练　演练　演练',
  asOf: (time: string) => `数据截至 ${time}（北京时间）`,
  basics: '一、基本情况',
  fields: {
    ...{
      place: '地点',
      district: '事发地',
      known: '确认时间',
      opened: '首次预警',
      grade: '事件级别',
    },
    ...{
      kind: '预警类别',
      due: '报送时限',
      source: '时限依据',
      cause: '起因和性质',
      harm: '人员受害情况',
    },
  },
  grade: (grade: string) => `${grade} 级（由人员认定）`,
  asMajor: (reasons: string) => `按重大及以上事件时限报送：${reasons}`,
  reasons: {
    ...{ 'drinking-water': '可能影响饮用水水源地', 'cross-district': '可能跨省（跨区县界）' },
    'heavy-metal': '涉及重金属',
  } as Readonly<Record<MajorReason, string>>,
  certainties: {
    ...{ sure: '已核对原文', calculated: '计算值', memory: '未核对原文，仅供参考' },
    ...{ design: '本系统设计值', synthetic: '虚构' },
  } as Readonly<Record<Certainty, string>>,
  evidence: '二、污染物与监测数据',
  readings: ['点位', '项目', '数值', '时间', '来源'],
  sources: { automatic: '自动', manual: '手工' } as Readonly<Record<string, string>>,
  limit: (value: string) => `限值 ${value}`,
  intakes: '三、饮用水水源地影响',
  intakeColumns: ['水源地', '距离', '预计到达'],
  arrival: (from: string, to: string) => `${from} 至 ${to}`,
  arrivals: {
    unknown: '未知：无流量',
    standing: '水体滞流，无法估计',
    reversed: '倒流',
  } as Readonly<Record<string, string>>,
  rounds: '四、应急监测',
  plan: (revision: number) => `监测方案第 ${revision} 版`,
  roundColumns: ['轮次', '时间', '单位', '采样人', '结果数'],
  before: '五、此前报告',
  sentColumns: ['报告', '时间', '报送人', '报送对象'],
  trend: '六、发展趋势与处置措施',
  none: '无',
  open: '（待填）',
}

export type ReportWords = typeof chinese

const english: ReportWords = {
  titles: {
    ...{ first: 'First report on an environmental incident', result: 'Report on the result' },
    'follow-up': 'Follow-up report on an environmental incident',
  },
  numbered: (number) => `No. ${number}`,
  draft: 'Draft made from stored data; a person checks, changes and sends it.',
  exercise: 'EXERCISE EXERCISE EXERCISE',
  asOf: (time) => `Data as of ${time} (Beijing time)`,
  basics: '1. The incident',
  fields: {
    ...{ place: 'Place', district: 'District', known: 'Confirmed', opened: 'First warning' },
    ...{ grade: 'Grade', kind: 'Kind of warning', due: 'To be sent by', source: 'Time limit by' },
    ...{ cause: 'Cause and nature', harm: 'Harm to people' },
  },
  grade: (grade) => `${grade} (set by a person)`,
  asMajor: (reasons) => `reported within the time of a major incident: ${reasons}`,
  reasons: {
    ...{ 'drinking-water': 'may touch a drinking-water source', 'heavy-metal': 'heavy metal' },
    'cross-district': 'may cross the border of a province (district)',
  },
  certainties: {
    ...{ sure: 'checked against the text', calculated: 'computed', synthetic: 'made up' },
    ...{ memory: 'not checked against the text', design: 'a figure of our own' },
  },
  evidence: '2. Pollutant and readings',
  readings: ['Point', 'Factor', 'Value', 'Time', 'Source'],
  sources: { automatic: 'automatic', manual: 'manual' },
  limit: (value) => `limit ${value}`,
  intakes: '3. Drinking-water sources',
  intakeColumns: ['Intake', 'Distance', 'Arrival'],
  arrival: (from, to) => `${from} to ${to}`,
  arrivals: { unknown: 'unknown: no flow', standing: 'standing water', reversed: 'flows back' },
  rounds: '4. Emergency monitoring',
  plan: (revision) => `Monitoring plan, revision ${revision}`,
  roundColumns: ['Round', 'Time', 'District', 'By', 'Results'],
  before: '5. Reports before',
  sentColumns: ['Report', 'Time', 'By', 'To'],
  trend: '6. Trend and measures',
  none: 'none',
  open: '(to be filled in)',
}

/** Texts of the drafts of reports on incidents. */
export const reportWords = { zh: chinese, en: english } as const
