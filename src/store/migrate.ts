import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { RunnerOption } from 'node-pg-migrate'
import { AppError } from '../domain/errors.ts'
import type { Db, Param, Queryable } from './db.ts'

type RunnerClient = Extract<RunnerOption, { dbClient: unknown }>['dbClient']

const folder = fileURLToPath(new URL('./migrations', import.meta.url))

/**
 * Brings the schema up to the numbered files of `migrations/`, each in its own transaction.
 * Two processes at once take turns by an advisory lock. A migration, once released, is never
 * changed; its name without extension is what the store remembers.
 *
 * @param count  how many to run at most
 * @returns the names of the migrations that were run
 * @throws {AppError} `store-migration`
 */
export async function migrate(db: Db, count = Infinity): Promise<string[]> {
  return db.session(async (session) => {
    try {
      // A migration of large tables may take longer than any statement of the path.
      await session.query('SET statement_timeout = 0')
      // Loaded where it has work: it takes as long as the rest of a start.
      const { runner } = await import('node-pg-migrate')
      const run = await runner({
        dbClient: asClient(session),
        dir: folder,
        ignorePattern: String.raw`\..*|.*\.map|.*\.d\.ts`,
        direction: 'up',
        count,
        migrationsTable: 'migration',
        advisoryLockMode: 'wait',
        log: () => undefined,
      })
      return run.map(({ name }) => name)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      throw new AppError('store-migration', `store: migration failed: ${message}`, error)
    } finally {
      await session.query('RESET statement_timeout').catch(() => undefined)
    }
  })
}

/** Names of all migrations that this program has, first to last. */
export function knownMigrations(): string[] {
  const names = readdirSync(folder).filter((name) => /^\d+-.*(?<!\.d)\.[jt]s$/.test(name))
  return names.map((name) => name.replace(/\.[jt]s$/, '')).sort()
}

/** The one call of pg's client that the runner makes on a connection it did not open. */
function asClient(session: Queryable): RunnerClient {
  const client = {
    query: async (question: string | { text: string; values?: Param[] }, values?: Param[]) => {
      const { text, values: own } = typeof question === 'string' ? { text: question } : question
      return { rows: await session.query(text, values ?? own) }
    },
  }
  return client as unknown as RunnerClient
}
