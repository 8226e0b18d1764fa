import { matchExperts } from '../../alerts/workflow/expert-match.ts'
import { newestPlan } from '../../alerts/workflow/monitoring.ts'
import type { Alert, Workflow } from '../domain/alert.ts'
import type { Expert, ExpertMatch } from '../domain/incident.ts'
import { listField, textField, type RegisterEntry } from '../domain/register.ts'
import type { EngineParts } from '../engine.ts'
import { entriesInForce } from '../registers/pages.ts'
import { getAlert } from '../store/alerts.ts'
import { getWorkflow } from '../store/workflows.ts'

/** The register of experts, by the fields that the shipped one has. */
const expertRegister = 'experts'

/** By which words of a field an expert is for the plan that is followed. */
const procedureWords: Readonly<Record<string, readonly string[]>> = {
  'bloom-plan': ['蓝藻', '水华', 'algae', 'bloom'],
}

/**
 * Experts for an emergency monitoring (R20): by the pollutants of its alert and of its newest plan,
 * and by its procedure.
 *
 * @returns null where it is no emergency monitoring
 */
export async function expertsFor(
  { db, network, registers }: Pick<EngineParts, 'db' | 'network' | 'registers'>,
  id: string,
): Promise<ExpertMatch[] | null> {
  const workflow = await getWorkflow(db, id)
  if (workflow?.kind !== 'emergency-monitoring') return null
  const alert = workflow.alert === null ? null : await getAlert(db, workflow.alert)
  const sought = new Set(pollutantsOf(workflow, alert))
  const { procedure, siteDistrict } = workflow
  const terms = network.parameters
    .filter(({ code }) => sought.has(code))
    .map(({ code, alias, otherNames, name }) => ({
      ...{ id: code, words: [code, alias, ...otherNames, name.zh, name.en] },
    }))
  const words = procedureWords[procedure ?? '']
  if (procedure !== null && words !== undefined) terms.push({ id: procedure, words: [...words] })
  const experts = await entriesInForce(db, { registers }, expertRegister)
  return matchExperts(experts.map(expertOf), terms, siteDistrict)
}

/** Codes that the alert is about or cites, and those that the newest plan measures. */
function pollutantsOf(workflow: Workflow, alert: Alert | null): string[] {
  const [, subject] = alert?.subject.split('/') ?? []
  const cited = alert?.readings.map(({ parameter }) => parameter) ?? []
  return [
    ...(subject === undefined ? [] : [subject]),
    ...cited,
    ...(newestPlan(workflow)?.factors ?? []),
  ]
}

function expertOf({ key, values }: RegisterEntry): Expert {
  const said = (field: string) => textField(values, field)
  return {
    ...{ key, name: said('name') ?? key, district: said('district') },
    ...{ organisation: said('organisation'), title: said('title') },
    ...{ availability: said('availability'), pollutants: listField(values, 'pollutants') },
    fields: listField(values, 'fields'),
  }
}
