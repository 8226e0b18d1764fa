import { fastifyStatic } from '@fastify/static'
import { fastifySwagger } from '@fastify/swagger'
import { fastifyWebsocket } from '@fastify/websocket'
import { fastify, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { Registry } from 'prom-client'
import { registerAggregates } from './aggregates.ts'
import { registerAlarmPerformance } from './alarm-performance.ts'
import { registerAlarmMetrics } from './alarm-metrics.ts'
import { registerAlerts } from './alerts.ts'
import { watchMethods } from './allowed-methods.ts'
import { createApiContext, type Api, type ApiContext } from './api-context.ts'
import { registerAttachments } from './attachments.ts'
import { registerBookings } from './bookings.ts'
import { registerCap } from './cap.ts'
import type { HttpCapabilities } from './capabilities.ts'
import { registerCaseReviews } from './case-reviews.ts'
import { sealCursors } from './cursors.ts'
import { registerDataRequests } from './data-requests.ts'
import { registerDataSourceMetrics } from './data-source-metrics.ts'
import { registerDataSources } from './data-sources.ts'
import { registerDeliveries } from './deliveries.ts'
import { registerDigest } from './digest.ts'
import { registerEvents } from './events.ts'
import { registerEvidence } from './evidence.ts'
import { registerExperts } from './experts.ts'
import { registerFieldRecord } from './field-record.ts'
import { registerForecastAqi } from './forecast-aqi.ts'
import { registerForecastFiles } from './forecast-files.ts'
import { registerForecasts } from './forecasts.ts'
import { registerGuidance } from './guidance.ts'
import { registerLedger } from './ledger.ts'
import { bodyBytesMax, pathLengthMax } from './limits.ts'
import { streamCloseGraceMs, streamInboundBytesMax } from './limits.ts'
import { registerMetrics } from './metrics.ts'
import { registerMonitoring } from './monitoring.ts'
import { registerNetwork } from './network.ts'
import { registerNotices } from './notices.ts'
import { registerOpening } from './opening.ts'
import { registerPatrolSites } from './patrol-sites.ts'
import { registerPatrols } from './patrols.ts'
import { registerPatterns } from './patterns.ts'
import { Problem, sendProblem } from './problems.ts'
import { registerConsultations } from './product-consultation.ts'
import { registerVerification } from './product-verification.ts'
import { registerProducts } from './products.ts'
import { registerPublicView } from './public-view.ts'
import { registerQuality } from './quality.ts'
import { readQuery } from './query-shapes.ts'
import { registerReadings } from './readings.ts'
import { registerReceipts } from './receipts.ts'
import { registerRecognition } from './recognition.ts'
import { registerRefusals } from './refusals.ts'
import { registerReports } from './reports.ts'
import { registerResults } from './results.ts'
import { registerRoot } from './root.ts'
import { refuseOtherOrigins } from './same-origin.ts'
import { registerStationRequests } from './station-requests.ts'
import { registerRegisters } from './registers.ts'
import { registerSops } from './sops.ts'
import { registerStations } from './stations.ts'
import { openStreamHub, registerStream, type StreamHub, type StreamOptions } from './stream.ts'
import { answerUnreadable } from './unreadable.ts'
import { registerWaters } from './waters.ts'
import { registerWorkflows } from './workflows.ts'
import { registerUpkeepMetrics } from './upkeep-metrics.ts'

export type HttpOptions = {
  /** Folder of the built pages; null: none are served. */
  readonly webRoot: string | null
  /** Of the program; stands in openapi.json and asyncapi.json. */
  readonly version: string
  /** Absent: nothing is logged. */
  readonly logger?: FastifyBaseLogger
  /** A registry that already holds others' metrics; absent: a new one. */
  readonly registry?: Registry
  readonly stream?: StreamOptions
}

export type HttpServer = {
  readonly app: FastifyInstance
  /** @returns the port, of use when 0 was asked for */
  readonly listen: (host: string, port: number) => Promise<number>
  /** Answers what is in hand, ends streams with 1001, and resolves when nothing is open. */
  readonly close: () => Promise<void>
}

const streamPath = '/api/v1/stream'

function createApp(logger: FastifyBaseLogger | undefined): FastifyInstance {
  const app = fastify({
    bodyLimit: bodyBytesMax,
    clientErrorHandler: answerUnreadable,
    routerOptions: {
      ignoreTrailingSlash: true,
      querystringParser: readQuery,
      // A long id too is one of nothing, by the route that would know it.
      maxParamLength: pathLengthMax,
    },
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    frameworkErrors: sendProblem,
  })
  app.setErrorHandler(sendProblem)
  const methodsAt = watchMethods(app)
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsAt(request.url.split('?', 1)[0]!)
    const code = allowed.length === 0 ? 'not-found' : 'method-not-allowed'
    if (allowed.length > 0) void reply.header('allow', allowed.join(', '))
    sendProblem(new Problem(code, `nothing at ${request.method} ${request.url}`), request, reply)
  })
  app.addHook('onRequest', ({ url }, _reply, done) => done(nulFault(url)))
  // Bodies stay text here: a transition reads its body after 404, 428 and 412.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  return app
}

/** The store's text holds no NUL: such a name is of nothing, and no fault of the store. */
function nulFault(url: string): Problem | undefined {
  const [path = '', query = ''] = url.split('?', 2)
  if (path.includes('%00')) return new Problem('not-found', 'expected no NUL character in the path')
  if (query.includes('%00')) return new Problem('bad-query', 'expected no NUL character')
  return undefined
}

async function registerPlugins(app: FastifyInstance, version: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Qingliu', version } },
    transform: jsonSchemaTransform,
  })
  await app.register(fastifyWebsocket, {
    options: { maxPayload: streamInboundBytesMax },
    errorHandler: (error, socket, request) => {
      request.log.info({ err: error }, 'stream ended by an error')
      socket.terminate()
    },
    preClose: () => undefined,
  })
  refuseOtherOrigins(app)
  // The plugin takes an upgrade at any path, and closes it at once where nothing streams.
  app.addHook('onRequest', (request, _reply, done) => {
    const stray = request.ws && request.routeOptions.url !== streamPath
    done(stray ? new Problem('not-found', `no WebSocket at ${request.url}`) : undefined)
  })
}

/** Files as the folder holds them when asked for, `index.html` at `/`; an asset changes its name with its content. */
async function registerPages(app: FastifyInstance, webRoot: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: webRoot,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const asset = path.includes('/assets/')
      void reply.header('cache-control', asset ? 'max-age=31536000, immutable' : 'no-cache')
    },
  })
}

/** Workflows and what belongs to cases. */
function registerCases(api: Api, context: ApiContext): void {
  registerWorkflows(api, context)
  registerAttachments(api, context)
  registerEvidence(api, context)
  registerOpening(api, context)
  registerFieldRecord(api, context)
  registerRecognition(api, context)
  registerResults(api, context)
  registerCaseReviews(api, context)
  registerDataRequests(api, context)
  registerLedger(api, context)
  registerPatrols(api, context)
  registerPatrolSites(api, context)
  registerDigest(api, context)
  registerReports(api, context)
  registerBookings(api, context)
  registerMonitoring(api, context)
  registerExperts(api, context)
  registerStationRequests(api, context)
}

/** The zod compilers are the API's alone: plugins' routes have JSON schemas. */
function registerApi(app: FastifyInstance, context: ApiContext, hub: StreamHub): void {
  void app.register(
    (scope, _options, done) => {
      const api = scope.withTypeProvider<ZodTypeProvider>()
      api.setValidatorCompiler(validatorCompiler)
      api.setSerializerCompiler(serializerCompiler)
      sealCursors(api)
      registerStations(api, context)
      registerNetwork(api, context)
      registerDataSources(api, context)
      registerWaters(api, context)
      registerReadings(api, context)
      registerAggregates(api, context)
      registerQuality(api, context)
      registerRefusals(api, context)
      registerReceipts(api, context)
      registerEvents(api, context)
      registerForecasts(api, context)
      registerForecastAqi(api, context)
      registerForecastFiles(api, context)
      registerAlerts(api, context)
      registerCap(api, context)
      registerPatterns(api, context)
      registerCases(api, context)
      registerRegisters(api, context)
      registerSops(api, context)
      registerNotices(api, context)
      registerProducts(api, context)
      registerVerification(api, context)
      registerGuidance(api, context)
      registerAlarmPerformance(api, context)
      registerDeliveries(api, context)
      registerConsultations(api, context)
      registerStream(scope, hub, context)
      done()
    },
    { prefix: '/api/v1' },
  )
  // A door of its own: whatever stands before the operators' routes does not stand before these.
  void app.register(
    (scope, _options, done) => {
      const api = scope.withTypeProvider<ZodTypeProvider>()
      api.setValidatorCompiler(validatorCompiler)
      api.setSerializerCompiler(serializerCompiler)
      registerPublicView(api, context)
      done()
    },
    { prefix: '/public/v1' },
  )
}

/** Sockets are told to leave; who does not within the grace is cut, so that closing ends. */
function closeStreams(app: FastifyInstance, hub: StreamHub): Promise<void> {
  hub.close()
  const { websocketServer } = app
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      for (const socket of websocketServer.clients) socket.terminate()
    }, streamCloseGraceMs)
    websocketServer.close(() => {
      clearTimeout(cut)
      resolve()
    })
  })
}

/**
 * Builds the HTTP door over its capabilities: `/api/v1`, the stream, the root paths, the pages.
 * It listens only when asked to.
 */
export async function createHttpServer(
  capabilities: HttpCapabilities,
  options: HttpOptions,
): Promise<HttpServer> {
  const { webRoot, version, registry = new Registry() } = options
  const app = createApp(options.logger)
  const context = createApiContext(capabilities)
  await registerPlugins(app, version)
  if (webRoot !== null) await registerPages(app, webRoot)
  const hub = await openStreamHub(context, options.stream ?? {}, (error) => {
    app.log.error({ err: error }, 'stream')
  })
  app.addHook('preClose', () => closeStreams(app, hub))
  registerMetrics(registry, capabilities.conservation, hub.readers)
  registerUpkeepMetrics(registry, capabilities.kept)
  registerAlarmMetrics(registry, capabilities)
  registerDataSourceMetrics(registry, capabilities)
  registerRoot(app, capabilities.health, registry, version)
  registerApi(app, context, hub)
  await app.ready()
  return {
    app,
    listen: async (host, port) => {
      await app.listen({ host, port })
      const address = app.server.address()
      return typeof address === 'object' && address !== null ? address.port : port
    },
    close: () => app.close(),
  }
}
