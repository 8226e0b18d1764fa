import { findRemembered } from '../src/store/idempotency.ts'
import type { Db, Tx } from '../src/store/db.ts'
import { openServer } from '../src/store/server.ts'
import type { HandOpening } from '../src/domain/casework.ts'
import type { BookingRequest } from '../src/domain/incident.ts'
import type { Command } from '../alerts/commands.ts'
import type { StepInput } from '../alerts/workflow/guards.ts'
import { createDeadlineWatch } from '../src/deadline-watch.ts'
import { assert } from '../src/domain/errors.ts'
import type { Engine } from '../src/engine.ts'
import { keeping } from '../src/keeping.ts'
import { createProductRounds } from '../src/products/rounds.ts'
import type { Correction } from '../src/products/consulting.ts'
import { createStillEngine, type StillEngine } from './engine-still.ts'

export type Message = { readonly station: string; readonly text: string }

/** What a person, a station or the clock does to an engine. */
export type Call =
  | { readonly do: 'observe'; readonly messages: readonly Message[] }
  | { readonly do: 'command'; readonly id: string; readonly n: number; readonly command: Command }
  | { readonly do: 'step'; readonly id: string; readonly n: number; readonly step: StepInput }
  | { readonly do: 'open'; readonly opening: HandOpening }
  | { readonly do: 'book'; readonly request: BookingRequest; readonly refused?: string }
  | { readonly do: 'correct'; readonly correction: Correction }
  | { readonly do: 'deadlines' }
  | { readonly do: 'product' }

/** Where it is killed: before or after the COMMIT of its nth transaction that may write, from 0. */
export type Cut = { readonly nth: number; readonly when: 'before' | 'after' }

export type Asked =
  | { readonly open: string; readonly at: number }
  | { readonly at: number; readonly key: string; readonly call: Call; readonly cut: Cut | null }
/** `known`: an answer was kept under the key, and nothing was done. */
export type Answer = { readonly told: string; readonly transactions: number }

/** As sudden as from outside: nothing of this process runs after it. */
function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => undefined)
}

/** Counts transactions that may write, and dies at the cut. */
function createCutter(db: Db) {
  let cut: Cut | null = null
  let count = 0
  const transaction = db.transaction.bind(db)
  const cuttable = <T>(work: (tx: Tx) => Promise<T>, manner?: Parameters<Db['transaction']>[1]) => {
    if (manner?.readOnly === true) return transaction(work, manner)
    const nth = count++
    const isHere = (when: Cut['when']) => cut !== null && cut.nth === nth && cut.when === when
    const held = async (tx: Tx) => {
      const finish: Tx['finish'] = async (words) => {
        if (isHere('before')) await die()
        await tx.finish(words)
      }
      const result = await work({ ...tx, finish })
      return isHere('before') ? die() : result
    }
    return transaction(held, manner).then((result) => (isHere('after') ? die() : result))
  }
  Object.assign(db, { transaction: cuttable })
  return {
    set: (next: Cut | null) => {
      cut = next
      count = 0
    },
    count: () => count,
  }
}

let still: StillEngine
let cutter: ReturnType<typeof createCutter>

async function open(url: string, at: number): Promise<Answer> {
  const db = await openServer(url)
  still = await createStillEngine(db, at)
  cutter = createCutter(db)
  return { told: 'open', transactions: 0 }
}

async function perform(engine: Engine, key: string, call: Call): Promise<string> {
  const { desk, parts } = engine
  if ((await findRemembered(parts.db, key)) !== null) return 'known'
  const also = keeping<unknown>(engine, () => {
    return { key, requestHash: '', status: 200, etag: null, body: '' }
  })
  switch (call.do) {
    case 'observe': {
      const ended = engine.pipeline.run()
      const taken = call.messages.map(({ station, text }) =>
        engine.pipeline.take(`qingliu/v1/${station}/obs`, Buffer.from(text)),
      )
      await Promise.all(taken)
      engine.pipeline.close()
      await ended
      return 'done'
    }
    case 'deadlines': {
      const watch = createDeadlineWatch(engine)
      await watch.tick(parts.clock.now())
      watch.close()
      return 'done'
    }
    case 'product': {
      assert(parts.productPlan !== null, 'the shipped network has an air product')
      const more = { demonstration: false, forecasts: false }
      await createProductRounds({ engine, plan: parts.productPlan, ...more }).tick()
      return 'done'
    }
    case 'command':
      return outcome(await desk.command(call.id, call.command, call.n, also))
    case 'step':
      return outcome(await desk.takeStep(call.id, call.step, call.n, also))
    case 'open':
      return outcome(await desk.openByHand(call.opening, also))
    case 'book': {
      const booked = await desk.book(call.request, also)
      return !booked.ok && booked.code === call.refused ? 'done' : outcome(booked)
    }
    case 'correct':
      return outcome(await desk.correctProduct(call.correction, also))
  }
}

const outcome = (done: { ok: true } | { ok: false; code: string; detail: string }) =>
  done.ok ? 'done' : `${done.code}: ${done.detail}`

async function answer(asked: Asked): Promise<Answer> {
  if ('open' in asked) return open(asked.open, asked.at)
  still.setNow(asked.at)
  cutter.set(asked.cut)
  const told = await perform(still.engine, asked.key, asked.call)
  return { told, transactions: cutter.count() }
}

process.on('message', (asked: Asked) => {
  answer(asked).then(
    (told) => process.send?.(told),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
