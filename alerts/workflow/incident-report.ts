import { incidentGrades } from '../../src/domain/event.ts'
import { define, type Derived, type Field } from './definition.ts'

/** A draft that a person has read and changed as needed, and to whom it went. */
const sent: readonly Field[] = [
  { name: 'to', type: 'list', required: true },
  { name: 'text', type: 'text', required: true },
]
const nextDueAt: Derived = { name: 'nextDueAt', from: 'report-clock' }
const byClock = { deadline: { field: 'nextDueAt' } } as const
const roles = ['district', 'executive-committee'] as const
const numbered = (step: string): Derived => ({ name: 'number', from: { countOf: [step] } })

/**
 * 突发环境事件信息报告: first, follow-up and result report of an incident, each by the clock of
 * `incidents.json`. A report that is late is escalated once. It stays open when the monitoring has
 * ended: the result is reported after the handling.
 */
export const incidentReport = define({
  kind: 'incident-report',
  procedure: null,
  version: 1,
  name: { zh: '突发环境事件信息报告', en: 'Reports on an incident' },
  initial: 'first-due',
  overdue: 'overdue',
  steps: [
    {
      id: 'first-report',
      name: { zh: '初报', en: 'First report' },
      from: 'first-due',
      to: 'following',
      roles,
      fields: sent,
      derived: [numbered('first-report'), nextDueAt],
      ...byClock,
    },
    {
      id: 'follow-up-report',
      name: { zh: '续报', en: 'Follow-up report' },
      from: 'following',
      to: 'following',
      roles,
      fields: sent,
      derived: [numbered('follow-up-report'), nextDueAt],
      ...byClock,
    },
    {
      id: 'regrade',
      name: { zh: '调整事件级别', en: 'Another grade' },
      from: ['first-due', 'following', 'result-due'],
      to: null,
      roles,
      fields: [{ name: 'grade', type: { oneOf: incidentGrades }, required: true }],
      derived: [nextDueAt],
      ...byClock,
    },
    {
      id: 'end-handling',
      name: { zh: '处置完毕', en: 'The handling is over' },
      from: 'following',
      to: 'result-due',
      roles,
      derived: [nextDueAt],
      ...byClock,
    },
    {
      id: 'result-report',
      name: { zh: '处理结果报告', en: 'Result report' },
      from: ['following', 'result-due'],
      to: 'closed',
      roles,
      fields: sent,
      derived: [numbered('result-report')],
      deadline: 'none',
    },
    {
      id: 'overdue',
      name: { zh: '逾期督办', en: 'Overdue: escalated' },
      from: ['first-due', 'following', 'result-due'],
      to: null,
      roles: ['engine'],
      derived: [{ name: 'times', from: { countOf: ['overdue'] } }],
      deadline: 'none',
    },
  ],
})
