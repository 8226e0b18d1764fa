import type { Words } from './words.ts'

/** Why an alert was opened, in English and Chinese. */
export const whyWords = {
  'why.aheadClass': [
    'A forecast, not measured: worse than {target} with {day} % within 24 h, {days} % within 72 h.',
    '此为预报，尚未测到：24 小时内劣于{target}的可能性 {day}%，72 小时内 {days}%。',
  ],
  'why.aheadBloom': [
    'A forecast, not measured: a bloom tier is reached with {day} % within 24 h, {days} % within 72 h.',
    '此为预报，尚未测到：24 小时内达到水华级别的可能性 {day}%，72 小时内 {days}%。',
  ],
  'why.aheadTiers': ['By tier within 72 h: {tiers}.', '72 小时内分级：{tiers}。'],
  'why.aheadRuleOff': [
    'Ended because its rule is disabled, not because it was refuted.',
    '因规则停用而结束，并非预报已排除。',
  ],
  'why.aheadNotForecast': [
    'Ended because this is no longer forecast, not because it was refuted.',
    '因不再预报而结束，并非预报已排除。',
  ],
  'why.class': [
    'The water is now {class} because of {factor}; its target is {target}.',
    '因{factor}，水质现为{class}，目标为{target}。',
  ],
  'why.ceiling': [
    'At {limit} {unit} or less it is {better}.',
    '不高于 {limit} {unit} 为{better}。',
  ],
  'why.floor': ['At {limit} {unit} or more it is {better}.', '不低于 {limit} {unit} 为{better}。'],
  'why.usual': ['Usual here is {usual}.', '此处常态为{usual}。'],
  'why.best': ['The best of the last 24 hours was {best}.', '近 24 小时最好为{best}。'],
  'why.limitOver': [
    'This is {times} times the limit of {limit} {unit}.',
    '为限值 {limit} {unit} 的 {times} 倍。',
  ],
  'why.limitNear': [
    'The warning value of {warnAt} {unit} is reached; the limit is {limit} {unit}.',
    '已达到预警值 {warnAt} {unit}，限值为 {limit} {unit}。',
  ],
  'why.limit': ['The limit is {limit} {unit}.', '限值为 {limit} {unit}。'],
  'why.shares': ['Driven by {factors}.', '主要由{factors}引起。'],
  'why.share': [
    '{factor} at {came} {unit} where {expected} was expected ({percent})',
    '{factor} {came} {unit}（预期 {expected}，占 {percent}）',
  ],
  'why.clock': [
    'The clock of the station is {minutes} min ahead: what it sends is refused.',
    '站点时钟快 {minutes} 分钟，数据被拒收。',
  ],
  'why.stuck': [
    'The value no longer moves: the probe is suspected, not the water.',
    '数值不再变化，疑为探头故障，而非水质变化。',
  ],
  'why.impossible': [
    'No water has such a value (possible: {low} to {high} {unit}): the probe is suspected.',
    '水体不可能有此数值（可能范围 {low} 至 {high} {unit}），疑为探头故障。',
  ],
  'why.marked': ['The station itself marks this instrument as faulty.', '站点自行标记该仪器故障。'],
  'why.probe': ['The probe is suspected, not the water.', '疑为探头故障，而非水质变化。'],
  'why.air': [
    'The hourly value of {factor} gives an air quality index of {aqi}: {level}.',
    '{factor}小时值对应的空气质量指数为 {aqi}，{level}。',
  ],
  'why.silent': [
    'Nothing has come from this station since {time}; up to {allowed} is normal.',
    '自 {time} 起未收到该站任何数据，正常间隔不超过{allowed}。',
  ],
  'why.silentFactor': [
    'No value of {factor} has come since {time}; up to {allowed} is normal.',
    '自 {time} 起未收到{factor}数据，正常间隔不超过{allowed}。',
  ],
  'why.hides': ['{count} factors are missing with it.', '同时缺失 {count} 个因子。'],
  'why.lag': [
    'The oldest message not told of has waited {lag} s; {limit} s are allowed.',
    '最早一条未处理的消息已等待 {lag} s，允许 {limit} s。',
  ],
  'why.canary': [
    'A message of the engine to itself had no receipt for {lag} s; {limit} s are allowed.',
    '引擎发给自己的消息 {lag} s 未收到回执，允许 {limit} s。',
  ],
  'tier.blue': ['blue', '蓝色'],
  'tier.yellow': ['yellow', '黄色'],
  'tier.orange': ['orange', '橙色'],
  'tier.red': ['red', '红色'],
} satisfies Words
