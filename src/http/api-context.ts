import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Alert, Workflow } from '../domain/alert.ts'
import { alertView, type AlertView } from './alert-view.ts'
import type { HttpCapabilities } from './capabilities.ts'
import { createCatalogue, type Catalogue } from './catalogue.ts'
import { districtShapeOf, type DistrictShape } from './district-shape.ts'
import { createKeyTurns, type KeyTurns } from './transition.ts'
import { workflowView } from './workflow-view.ts'

/** A fastify scope whose schemas are zod's. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** What all routes share. */
export type ApiContext = {
  readonly capabilities: HttpCapabilities
  readonly catalogue: Catalogue
  /** One of the network's districts. */
  readonly district: DistrictShape
  readonly turns: KeyTurns
  /** An alert as answered now. */
  readonly viewAlert: (alert: Alert) => AlertView
  /** A workflow as answered now. */
  readonly viewWorkflow: (workflow: Workflow) => ReturnType<typeof workflowView>
}

export function createApiContext(capabilities: HttpCapabilities): ApiContext {
  const catalogue = createCatalogue(capabilities.network)
  const { clock, allowedVerbs, allowedSteps } = capabilities
  return {
    capabilities,
    catalogue,
    district: districtShapeOf(capabilities.network),
    turns: createKeyTurns(),
    viewAlert: (alert) => alertView(alert, clock.now(), allowedVerbs(alert), catalogue),
    viewWorkflow: (workflow) => workflowView(workflow, allowedSteps(workflow)),
  }
}
