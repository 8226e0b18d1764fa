import type { Words } from './words.ts'

/** Texts of the chart and of the forecast drawn in it, in English and Chinese. */
export const chartWords = {
  'chart.range': ['Period shown', '显示时段'],
  'chart.day': ['24 hours', '24 小时'],
  'chart.week': ['7 days', '7 天'],
  'chart.label': [
    '{factor} at {station}, {range}: lowest {low}, highest {high}, latest {last} {unit}',
    '{station} {factor}，{range}：最低 {low}，最高 {high}，最新 {last} {unit}',
  ],
  'chart.empty': ['No readings of this factor in this period.', '该时段没有此因子的读数。'],
  'chart.failed': ['The chart could not be loaded: reload the page.', '图表加载失败，请刷新页面。'],
  'chart.good': ['reading', '读数'],
  'chart.suspect': ['suspect', '存疑'],
  'chart.fail': ['failed the check', '质控不通过'],
  'chart.bands': ['bands: class limits', '色带：类别限值'],
  'chart.cut': [
    'The period holds more readings than the page reads; its later part is incomplete.',
    '该时段读数过多，后段不完整。',
  ],
  'chart.limit': ['limit {value}', '限值 {value}'],
  'chart.now': ['now', '现在'],
  'forecast.heading': ['Forecast', '预报'],
  'forecast.key': ['forecast: median', '预报中位数'],
  'forecast.keyUnproven': ['forecast, not published: median', '预报中位数（未发布）'],
  'forecast.key80': ['80 % range', '80% 区间'],
  'forecast.key95': ['95 % range', '95% 区间'],
  'forecast.none': [
    'No forecast of this factor has been issued here.',
    '此站尚未发布该因子的预报。',
  ],
  'forecast.issued': [
    'Issued {issued} from values up to {cutOff}, model {model}.',
    '{issued} 起报，资料截至 {cutOff}，模型 {model}。',
  ],
  'model.ensemble': ['ensemble', '多模型集成'],
  'model.smoothing': ['smoothing', '指数平滑'],
  'model.climatology': ['climatology', '气候态'],
  'forecast.label': [
    'Forecast for {time}: {median} {unit}, with 80 % between {low} and {high}.',
    '{time} 预报：{median} {unit}，80% 可能在 {low} 至 {high} 之间。',
  ],
  'forecast.readout': [
    '{time} · forecast {median} {unit} · 80 % {low80}–{high80} · 95 % {low95}–{high95}',
    '{time} · 预报 {median} {unit} · 80% {low80}–{high80} · 95% {low95}–{high95}',
  ],
  'forecast.all': ['Whole forecast', '整段预报'],
  'forecast.until': ['Up to {lead}', '{lead}以内'],
  'forecast.between': ['From {from} to {lead}', '{from}至{lead}'],
  'forecast.published': [
    'published: it has beaten persistence and climatology.',
    '已发布：优于持续性预报和气候态。',
  ],
  'forecast.unproved': [
    'not published yet: it waits for {least} days of proof and has at most {got} of the last {days}.',
    '暂不发布：需 {least} 天检验，近 {days} 天至多已有 {got} 天。',
  ],
  'forecast.unbeaten': [
    'not published: climatology is shown, since the model did not beat {unbeaten} over the last {days} days.',
    '不发布，以气候态代替：近 {days} 天模型未优于{unbeaten}。',
  ],
  'forecast.gap': [
    'not published: climatology is shown, since nothing was measured in the last {hours} h.',
    '不发布，以气候态代替：近 {hours} 小时没有观测值。',
  ],
  'forecast.short': [
    'Only {got} of the {least} steps that the whole model needs are known; smoothing alone serves.',
    '完整模型需 {least} 步资料，现有 {got} 步，暂只用平滑法。',
  ],
  'forecast.files': ['This run as a file:', '下载本次预报：'],
  'baseline.persistence': ['persistence', '持续性预报'],
  'baseline.climatology': ['climatology', '气候态'],
  'skill.heading': ['How the forecasts as issued did', '已发预报的检验'],
  'skill.none': [
    'Nothing is scored yet: a step is scored four hours after its end.',
    '尚无检验结果：每一时段结束四小时后评定。',
  ],
  'skill.lead': ['Ahead', '时效'],
  'skill.mae': ['Error', '误差'],
  'skill.persistence': ['Persistence', '持续性'],
  'skill.climatology': ['Climatology', '气候态'],
  'skill.inside': ['In 80 / 95 %', '80 / 95% 区间内'],
  'skill.n': ['Count', '样本'],
  'skill.hint': [
    'Mean absolute errors in {unit} over the last 30 days; a bold one beats both.',
    '近 30 天平均绝对误差，单位 {unit}；加粗者优于两种基准。',
  ],
  'skill.hintBare': [
    'Mean absolute errors over the last 30 days; a bold one beats both.',
    '近 30 天平均绝对误差；加粗者优于两种基准。',
  ],
} satisfies Words
