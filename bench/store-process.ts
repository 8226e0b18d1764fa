import type { Db } from '../src/store/db.ts'
import { answerParent, usageNow } from './child.ts'
import { openMigrated } from './store.ts'

/** The store alone: opened, brought up to date, idle. */
let db: Db | null = null

answerParent({
  open: async ({ store }: { store: string }) => {
    db = await openMigrated(store)
  },
  usage: usageNow,
  close: () => db?.close(),
})
