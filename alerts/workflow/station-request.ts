import { define } from './definition.ts'

const base = {
  kind: 'station-request',
  version: 1,
  name: { zh: '站点指令', en: 'Request to a station' },
  final: ['answered', 'timed-out'],
  overdue: 'time-out',
} as const

const send = {
  id: 'send',
  name: { zh: '下发', en: 'Sent to the station' },
  from: 'asked',
  to: 'sent',
  roles: ['engine'],
  deadline: { field: 'answerBy' },
} as const
const answer = {
  id: 'answer',
  name: { zh: '站点应答', en: 'Answer of the station' },
  // A station may answer before we have written down that it was sent.
  from: ['asked', 'sent'],
  to: 'answered',
  roles: ['engine'],
  deadline: 'none',
} as const
const timeOut = {
  id: 'time-out',
  name: { zh: '超时未应答', en: 'No answer in time' },
  to: 'timed-out',
  roles: ['engine'],
  deadline: 'none',
} as const

/** A retest, a retained sample or a denser cadence, asked of a station over its gateway. */
export const stationRequest = define({
  ...base,
  procedure: null,
  initial: 'asked',
  steps: [send, answer, { ...timeOut, from: ['asked', 'sent'] }],
})

/** The same as the engine proposes it: nothing is sent before a person approves. */
export const proposedStationRequest = define({
  ...base,
  procedure: 'proposed',
  initial: 'proposed',
  steps: [
    {
      id: 'approve',
      name: { zh: '批准下发', en: 'Approve' },
      from: 'proposed',
      to: 'asked',
      roles: ['monitoring-centre', 'district'],
    },
    send,
    answer,
    { ...timeOut, from: ['proposed', 'asked', 'sent'] },
  ],
})
