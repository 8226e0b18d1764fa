import { AppError } from '../domain/errors.ts'

/** A failure in words for whoever started the program; our own faults keep their stack. */
export function describeFailure(error: unknown): string {
  if (error instanceof AppError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
