import { join } from 'node:path'
import { loadRouteSecrets, loadRoutes } from './config/routes.ts'
import type { Settings } from './config/settings.ts'
import { startDeliveries, type Deliveries } from './deliveries.ts'
import { createSend } from './delivery/send.ts'
import type { Route } from './domain/delivery.ts'
import { AppError } from './domain/errors.ts'
import type { Engine } from './engine.ts'
import { limits } from './limits.ts'
import { networkFolder } from './network-folder.ts'

/**
 * Opens what tells of alerts outside, as the network's routes say; null: nobody is told.
 *
 * @throws {AppError} `config`, one line for each fault of the routes and each setting they miss
 */
export function openOutbox(
  settings: Settings,
  engine: Engine,
  onFailure: (error: unknown) => void,
): Deliveries | null {
  const routes = loadRoutes(join(networkFolder(settings), 'routes.json'), engine.parts)
  if (routes.length === 0) return null
  const secrets = loadRouteSecrets(routes, process.env)
  const mail = mailServer(settings, routes)
  const send = createSend({ secrets, mail, now: () => Date.now() })
  return startDeliveries(engine, routes, send, onFailure)
}

function mailServer(settings: Settings, routes: readonly Route[]) {
  const { QINGLIU_SMTP_URL: url, QINGLIU_MAIL_FROM: from } = settings
  const needed = routes.some(({ steps }) => steps.some(({ to }) => to.type === 'email'))
  if (!needed) return null
  if (url !== undefined && from !== undefined) {
    return { url, from, timeoutMs: limits.deliveryTimeoutMs }
  }
  const fault = 'expected QINGLIU_SMTP_URL and QINGLIU_MAIL_FROM for a route by mail'
  throw new AppError('config', `routes.json: ${fault}, got nothing`)
}
