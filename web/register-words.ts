import type { Words } from './words.ts'

/** Texts of the panel of registers, in both languages. */
export const registerWords = {
  'register.heading': ['Registers', '名录'],
  'register.which': ['Register', '名录'],
  'register.search': ['Search', '搜索'],
  'register.searchHint': [
    'part of a text; personal fields are not searched',
    '文本的一部分；个人信息不参与搜索',
  ],
  'register.count': ['{count} in force', '有效 {count} 条'],
  'register.found': ['{count} shown', '显示 {count} 条'],
  'register.none': ['No entry.', '没有条目。'],
  'register.more': ['Show more', '显示更多'],
  'register.intakes': ['Intakes that its water reaches', '来水可达的取水口'],
  'register.version': ['Version', '版本'],
  'register.export': ['Export (CSV)', '导出（CSV）'],
  'register.import': ['Import a table', '导入表格'],
  'register.file': ['CSV file, UTF-8', 'CSV 文件，UTF-8 编码'],
  'register.person': ['Your name', '姓名'],
  'register.reason': ['Reason', '原因'],
  'register.check': ['Check only', '仅检查'],
  'register.take': ['Import', '导入'],
  'register.would': [
    'It would: {added} new, {changed} changed, {unchanged} unchanged.',
    '导入后：新增 {added} 条，变更 {changed} 条，不变 {unchanged} 条。',
  ],
  'register.took': [
    'Imported: {added} new, {changed} changed, {unchanged} unchanged.',
    '已导入：新增 {added} 条，变更 {changed} 条，不变 {unchanged} 条。',
  ],
  'register.faults': ['Nothing was imported: {count} faults', '未导入任何内容：{count} 处错误'],
  'register.line': ['Line', '行'],
  'register.column': ['Column', '列'],
  'register.fault': ['What is wrong', '问题'],
  'register.expected': ['expected {wanted}', '应为 {wanted}'],
  'register.expectedGot': ['expected {wanted}, got {got}', '应为 {wanted}，实为 {got}'],
  'register.failed': ['Could not be read: {reason}', '无法读取：{reason}'],
} satisfies Words
