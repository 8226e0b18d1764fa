import type { Words } from './words.ts'

/** What the page says of itself, in English and Chinese. */
export const pageWords = {
  'page.colon': [': ', '：'],
  'page.title': ['Qingliu · water early warning', '清流 · 水质预警'],
  'page.subtitle': ['Real-time water-quality early warning', '水质实时预警'],
  'page.skip': ['Skip to the station table', '跳到站点表'],
  'page.sections': ['Sections', '板块'],
  'nav.alerts': ['Alerts', '预警'],
  'nav.map': ['Waters', '河湖'],
  'nav.stations': ['Stations', '站点'],
  'nav.product': ['Air', '预报'],
  'nav.casework': ['Cases', '事件'],
  'nav.registers': ['Registers', '名录'],
  'page.language': ['Language', '语言'],
  'page.beijing': ['Beijing time, +08:00', '北京时间 +08:00'],
  'page.loading': ['Reading…', '读取中…'],
  'page.failed': [
    'The engine does not answer and is asked again ({reason}).',
    '引擎没有应答，正在重试（{reason}）。',
  ],
  'clock.simulated': ['Not the wall clock · speed ×{speed}', '非实际时间 · {speed} 倍速'],
  'clock.shifted': ['Not the wall clock', '非实际时间'],
  'clock.label': ['Engine clock', '引擎时钟'],
  'stream.label': ['Live stream', '实时数据流'],
  'stream.connecting': ['Connecting', '连接中'],
  'stream.loading': ['Catching up', '正在补齐'],
  'stream.live': ['Live', '实时'],
  'stream.reconnecting': ['Reconnecting', '重新连接中'],
  'stream.lost': [
    'The connection to the engine is lost and is being tried again: what stands here may be out of date.',
    '与引擎的连接已中断，正在自动重连：以下内容可能不是最新情况。',
  ],
  'stream.gap': ['Gap found, reading again', '发现缺口，重新读取'],
} satisfies Words
