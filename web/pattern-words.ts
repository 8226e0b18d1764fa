import type { Words } from './words.ts'

/** Texts of the panel of patterns, in both languages. */
export const patternWords = {
  'pattern.heading': ['Patterns learned from rejected alerts', '由误报判定学到的模式'],
  'pattern.count': ['{count} in force', '生效 {count} 条'],
  'pattern.none': [
    'No alert was rejected in a way that silences others.',
    '尚无使同类信号静默的误报判定。',
  ],
  'pattern.station': ['Station', '站点'],
  'pattern.shape': ['What it looks like', '形态'],
  'pattern.by': ['{factor} {by} widths', '{factor} {by} 个宽度'],
  'pattern.learned': ['Rejected', '判为误报'],
  'pattern.silenced': ['Silenced', '已静默'],
  'pattern.lastSilenced': ['last {time}', '最近 {time}'],
  'pattern.state': ['State', '状态'],
  'pattern.inForce': ['in force', '生效中'],
  'pattern.revoked': ['revoked {time}, {person}: {reason}', '{time} 由 {person} 撤销：{reason}'],
  'pattern.drill': ['exercise', '演练'],
  'pattern.revoke': ['Revoke', '撤销'],
  'pattern.revokeReason': ['Revoke the pattern at {station}', '撤销{station}的模式'],
} satisfies Words
