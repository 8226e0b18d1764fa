import type { Words } from './words.ts'

/** Texts of the odds of AQI levels and of the scores of the regional guidance, in both languages. */
export const aqiWords = {
  'aqi.heading': ['AQI ahead: odds of its levels', '未来 AQI：各级别的可能性'],
  'aqi.day': ['Day', '日期'],
  'aqi.range': ['Range', '范围'],
  'aqi.inside': ['{share} % within', '{share}% 落在其中'],
  'aqi.levels': ['Odds of the levels', '各级别的可能性'],
  'aqi.level': ['{word} {share} %', '{word} {share}%'],
  'aqi.primary': ['Primary pollutant', '首要污染物'],
  'aqi.unpublished': ['not published: no skill shown yet', '不发布：尚未证明有技巧'],
  'aqi.hours': ['{hours} h of the day within reach', '当日可预报 {hours} 小时'],
  'aqi.none': ['Nothing was issued for the AQI of this station.', '此站尚未发布 AQI 的预报。'],
  'aqi.made': ['Made {time}', '{time} 生成'],
  'scores.heading': [
    'Regional guidance and our drafts, on the same measured days',
    '区域指导预报与本地初稿在相同实测日的成绩',
  ],
  'scores.area': ['Area', '区域'],
  'scores.lead': ['Days ahead', '提前天数'],
  'scores.days': ['Days', '天数'],
  'scores.guidance': ['Guidance', '指导预报'],
  'scores.draft': ['Our draft', '本地初稿'],
  'scores.cell': ['off by {mae}; {inside} % inside', '平均偏差 {mae}；{inside}% 在范围内'],
  'scores.zone': ['The zone', '全区'],
} satisfies Words
