import { afterAll, beforeAll, describe } from 'vitest'
import { alertMovesContract } from './contract-alert-moves.ts'
import { alertsContract } from './contract-alerts.ts'
import { bookkeepingContract } from './contract-bookkeeping.ts'
import { caseworkContract } from './contract-casework.ts'
import { incidentsContract } from './contract-incidents.ts'
import { changeLogContract } from './contract-change-log.ts'
import { commitContract } from './contract-commit.ts'
import { dayMeansContract } from './contract-day-means.ts'
import { deliveriesContract } from './contract-deliveries.ts'
import { evidenceKeysContract } from './contract-evidence-keys.ts'
import { forecastsContract } from './contract-forecasts.ts'
import { guidanceContract } from './contract-guidance.ts'
import { patternsContract } from './contract-patterns.ts'
import { productsContract } from './contract-products.ts'
import { registersContract } from './contract-registers.ts'
import { readingsContract } from './contract-readings.ts'
import { sessionContract } from './contract-session.ts'
import { upkeepContract } from './contract-upkeep.ts'
import type { Db } from './db.ts'
import { migrate } from './migrate.ts'

/** A store opened by the suite; each test brings stations and names of its own. */
export type Opened = () => Db

/** What holds of every store, whichever driver: run from the test of each. */
export function storeContract(name: string, open: () => Promise<Db>): void {
  describe(`store contract: ${name}`, () => {
    let db: Db | null = null
    const opened: Opened = () => {
      if (db === null) throw new Error('should hold: the store is open during its tests')
      return db
    }
    beforeAll(async () => {
      db = await open()
      await migrate(db)
    })
    afterAll(() => db?.close())

    describe('session', () => sessionContract(opened))
    describe('commit', () => commitContract(opened))
    describe('readings', () => readingsContract(opened))
    describe('bookkeeping', () => bookkeepingContract(opened))
    describe('change log', () => changeLogContract(opened))
    describe('forecasts', () => forecastsContract(opened))
    describe('alerts and workflows', () => alertsContract(opened))
    describe('cases', () => caseworkContract(opened))
    describe('incidents', () => incidentsContract(opened))
    describe('figures of alerts', () => alertMovesContract(opened))
    describe('patterns', () => patternsContract(opened))
    describe('deliveries', () => deliveriesContract(opened))
    describe('products', () => productsContract(opened))
    describe('guidance', () => guidanceContract(opened))
    describe('registers', () => registersContract(opened))
    describe('keys of evidence', () => evidenceKeysContract(opened))
    describe('means of days', () => dayMeansContract(opened))
    describe('upkeep', () => upkeepContract(opened))
  })
}
