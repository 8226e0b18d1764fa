import type { Alert } from '../src/domain/alert.ts'
import type { DeliveryReason, Notice } from '../src/domain/delivery.ts'
import { engineSubject, type WarningColour } from '../src/domain/event.ts'
import type { Names } from '../src/domain/network.ts'
import { formatBeijing, type Instant } from '../src/domain/time.ts'
import type { Due } from './delivery.ts'
import type { Rule } from './rule.ts'

const reasonWords: Readonly<Record<DeliveryReason, Names>> = {
  first: { zh: '预警', en: 'alert' },
  worse: { zh: '预警升级', en: 'alert, worse' },
  resolved: { zh: '预警解除', en: 'over' },
  'reminder-due': { zh: '仍未确认', en: 'still not acknowledged' },
}
const colourWords: Readonly<Record<WarningColour, Names>> = {
  blue: { zh: '蓝色', en: 'blue' },
  yellow: { zh: '黄色', en: 'yellow' },
  orange: { zh: '橙色', en: 'orange' },
  red: { zh: '红色', en: 'red' },
}

/** What is of the engine itself is of no station, though it is filed under one. */
const engineWords: Names = { zh: '清流系统', en: 'Qingliu itself' }

/** What one telling says, in both languages; the text is made once and sent as it is. */
export function noticeOf(
  alert: Alert,
  due: Due,
  about: { readonly rule: Rule; readonly station: Names },
  now: Instant,
): Notice {
  const { key: id, reason, step } = due
  const exercise = alert.exercise ?? false
  const title = titleOf(alert, reason, about)
  return {
    ...{ id, reason, route: due.route.id, step, exercise },
    at: formatBeijing(now),
    title,
    text: {
      zh: textIn('zh', ['观测时间', '应对', '编号'], alert, title, about.rule),
      en: textIn('en', ['observed', 'response', 'alert'], alert, title, about.rule),
    },
    alert: {
      id: alert.id,
      n: alert.n,
      kind: alert.kind,
      rule: alert.rule,
      station: alert.station,
      stationName: { ...about.station },
      colour: alert.colour,
      condition: alert.condition,
      attention: alert.attention,
      occurrences: alert.occurrences,
      openedAt: formatBeijing(alert.openedAt),
      observedAt: formatBeijing(alert.observedAt),
    },
  }
}

/** What is read first: where, what, how bad, and that it is an exercise where it is one. */
export function titleOf(
  { colour, exercise, subject }: Alert,
  reason: DeliveryReason,
  { rule, station }: { readonly rule: Rule; readonly station: Names },
): Names {
  const words = colour === null ? { zh: '', en: '' } : colourWords[colour]
  const drill = exercise === true ? { zh: '【演练】', en: 'EXERCISE ' } : { zh: '', en: '' }
  const said = reasonWords[reason]
  const place = subject === engineSubject ? engineWords : station
  return {
    zh: `${drill.zh}${place.zh} ${rule.name.zh} ${words.zh}${said.zh}`,
    en: `${drill.en}${place.en}: ${rule.name.en}, ${[words.en, said.en].join(' ').trim()}`,
  }
}

function textIn(
  language: keyof Names,
  [observed, response, id]: readonly [string, string, string],
  alert: Alert,
  title: Names,
  rule: Rule,
): string {
  return [
    title[language],
    `${observed}: ${formatBeijing(alert.observedAt).slice(0, 16)}`,
    `${response}: ${rule.response[language]}`,
    `${id}: ${alert.id}`,
  ].join('\n')
}
