import { join } from 'node:path'
import { loadReviewForm } from './case-review.ts'
import { loadDataRequestPlan } from './data-requests.ts'
import { loadForecastPlan } from './forecasts.ts'
import { loadIncidentPlan } from './incidents.ts'
import { loadAll } from './load-all.ts'
import { loadNetwork } from './network.ts'
import { judgingParts } from './network-data.ts'
import { loadPatrolPlan } from './patrols.ts'
import { loadProductPlan } from './products.ts'
import { loadPublicPlan } from './public-view.ts'
import { loadRegisters } from './registers.ts'
import { loadSourceLimits } from './sources.ts'

/**
 * Everything that a network's folder says, but the routes, which hold secrets.
 *
 * @throws {AppError} `config`, one line a fault; what stands where is looked at first, since all
 *   else refers to it
 */
export function loadNetworkParts(folder: string) {
  const network = loadNetwork(folder)
  const at = (noun: string) => join(folder, `${noun}.json`)
  const parts = loadAll({
    ...judgingParts(folder, network, at('rules')),
    forecastPlan: () => loadForecastPlan(at('forecasts'), network),
    productPlan: () => loadProductPlan(at('products'), network),
    patrolPlan: () => loadPatrolPlan(at('patrols'), network),
    dataRequestPlan: () => loadDataRequestPlan(at('data-requests')),
    reviewForm: () => loadReviewForm(at('case-review'), network),
    incidentPlan: () => loadIncidentPlan(folder, network),
    publicPlan: () => loadPublicPlan(at('public'), network),
    sourceLimits: () => loadSourceLimits(at('sources'), network),
    registers: () => loadRegisters(at('registers')),
  })
  return { network, ...parts }
}
