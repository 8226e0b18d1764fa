import { join } from 'node:path'
import { loadReviewForm } from './case-review.ts'
import { loadDataRequestPlan } from './data-requests.ts'
import { loadForecastPlan } from './forecasts.ts'
import { loadIncidentPlan } from './incidents.ts'
import { loadNetworkData } from './network-data.ts'
import { loadPatrolPlan } from './patrols.ts'
import { loadProductPlan } from './products.ts'
import { loadPublicPlan } from './public-view.ts'
import { loadRegisters } from './registers.ts'
import { loadSourceLimits } from './sources.ts'

/**
 * Everything that a network's folder says, but the routes, which hold secrets.
 *
 * @throws {AppError} `config`, one line a fault
 */
export function loadNetworkParts(folder: string) {
  const data = loadNetworkData(folder)
  const { network } = data
  return {
    ...data,
    forecastPlan: loadForecastPlan(join(folder, 'forecasts.json'), network),
    productPlan: loadProductPlan(join(folder, 'products.json'), network),
    patrolPlan: loadPatrolPlan(join(folder, 'patrols.json'), network),
    dataRequestPlan: loadDataRequestPlan(join(folder, 'data-requests.json')),
    reviewForm: loadReviewForm(join(folder, 'case-review.json')),
    incidentPlan: loadIncidentPlan(folder, network),
    publicPlan: loadPublicPlan(join(folder, 'public.json'), network),
    sourceLimits: loadSourceLimits(join(folder, 'sources.json'), network),
    registers: loadRegisters(join(folder, 'registers.json')),
  }
}
