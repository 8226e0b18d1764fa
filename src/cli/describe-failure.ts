import { AppError } from '../domain/errors.ts'

/** A failure in words for whoever started the program; our own faults keep their stack. */
export function describeFailure(error: unknown): string {
  if (error instanceof AppError) return error.message
  const { code, message, port } = error as { code?: string; message?: string; port?: number }
  if (code === 'EADDRINUSE') {
    return `port ${port ?? ''}: expected a free port, got one in use (QINGLIU_HTTP_PORT, QINGLIU_MQTT_PORT)`
  }
  return error instanceof Error ? (error.stack ?? error.message) : (message ?? String(error))
}
