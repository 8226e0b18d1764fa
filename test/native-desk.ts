import { randomUUID } from 'node:crypto'
import { fakeRule } from '../alerts/fake-alert.ts'
import { loadNetworkParts } from '../src/config/network-parts.ts'
import { createDesk, type Desk } from '../src/desk.ts'
import type { Instant } from '../src/domain/time.ts'
import type { Db } from '../src/store/db.ts'

const parts = loadNetworkParts('fixtures/network')

/** A new desk of the shipped network, with one rule, on a store that others write to as well. */
export function createNativeDesk(db: Db, rule: string, now: () => Instant): Desk {
  return createDesk({
    ...{ ...parts, productPlan: null, db, now, newId: randomUUID, onChanges: () => undefined },
    rules: new Map([[rule, fakeRule({ id: rule })]]),
  })
}
