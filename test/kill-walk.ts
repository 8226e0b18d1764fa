import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { StepInput } from '../alerts/workflow/guards.ts'
import type { Alert, Workflow } from '../src/domain/alert.ts'
import { changeHead, verifyLog } from '../src/store/change-log.ts'
import type { Db } from '../src/store/db.ts'
import { migrate } from '../src/store/migrate.ts'
import { openServer } from '../src/store/server.ts'
import { verifyState } from '../src/store/verify-state.ts'
import type { Answer, Asked, Call, Cut } from './kill-walk-process.ts'
import { alertsIn, workflowsIn } from './acts.ts'

/** What is found in the store between two engines. */
export type Look = {
  readonly db: Db
  /** The only one of its kind, or the nth that was opened, from 0. */
  readonly workflow: (kind: string, nth?: number) => Promise<Workflow>
  /** Opened first first. */
  readonly alerts: (kind: string) => Promise<readonly Alert[]>
}

export type Act = {
  readonly name: string
  readonly at: number
  readonly call: (look: Look) => Promise<Call> | Call
  /** Where engines are killed in it, one after another; absent: before and after by turns. */
  readonly cuts?: readonly Cut[]
}

/** On either side of the first COMMIT that is left to do. */
export const bothSides: readonly Cut[] = [
  { nth: 0, when: 'before' },
  { nth: 0, when: 'after' },
]

/** Of a person's step of a workflow; `at` is when it is done. */
export function step(
  at: number,
  kind: string,
  name: string,
  { nth, ...part }: Partial<StepInput> & { readonly nth?: number } = {},
): Act {
  return {
    ...{ name: `${kind}: ${name}`, at },
    call: async (look) => {
      const { id, n } = await look.workflow(kind, nth)
      const place = { lat: 31.1, lon: 120.95 }
      const said = { district: 'qingpu', person: '王', place, data: {}, attachments: [] } as const
      return { do: 'step', id, n, step: { ...said, step: name, at, ...part } }
    },
  }
}

/** An act that an engine was killed in, as it was told. */
type Told = { readonly name: string; readonly asked: Asked & { readonly call: Call }; cut: Cut }

/**
 * Walks acts on one store, with an engine killed by SIGKILL in each of them: before the commit of
 * it, of which then nothing may be there, or after the commit and before any answer. The next
 * engine is told the same again, as by one who had no answer, and goes on.
 *
 * @param start  of the engine's process
 * @returns how many engines were killed
 * @throws {Error} naming the act that was lost, done twice, refused, or in which nothing was cut
 */
export async function walk(start: URL, url: string, acts: readonly Act[]): Promise<number> {
  const db = await openServer(url)
  await migrate(db)
  const look = lookInto(db)
  let killed = 0
  let last: Told | null = null
  // One is always on its way, so that its loading is not waited for.
  let next = startEngine(start)
  const engineAt = async (at: number) => {
    const engine = next
    next = startEngine(start)
    await engine.ask({ open: url, at })
    return engine
  }
  for (const [place, act] of acts.entries()) {
    const by = { nth: 0, when: place % 2 === 0 ? 'before' : 'after' } as const
    for (const [again, cut] of (act.cuts ?? [by]).entries()) {
      const engine = await engineAt(last?.asked.at ?? act.at)
      if (last !== null && again === 0) await tellAgain(engine, last)
      const head = await changeHead(db)
      const call = await act.call(look)
      const asked = { at: act.at, key: `act ${place}`, call }
      await engine.killedIn({ ...asked, cut }, act.name)
      killed += 1
      const grew = (await changeHead(db)) > head
      if (isKept(call) && grew !== (cut.when === 'after')) {
        throw new Error(`${act.name}: killed ${cut.when} COMMIT, the log grew: ${grew}`)
      }
      last = { name: act.name, asked: { ...asked, cut: null }, cut }
    }
  }
  const engine = await engineAt(last?.asked.at ?? 0)
  if (last !== null) await tellAgain(engine, last)
  await Promise.all([engine.end(), next.end()])
  const verdicts = [await verifyLog(db), await verifyState(db)]
  await db.close()
  for (const log of verdicts) {
    if (!log.intact) throw new Error(`the log: n ${log.firstWrong}: ${log.because}`)
  }
  return killed
}

async function tellAgain(engine: Engine, { name, asked, cut }: Told): Promise<void> {
  const { told } = await engine.ask(asked)
  const expected = isKept(asked.call) && cut.when === 'after' ? 'known' : 'done'
  if (told !== expected) throw new Error(`${name}: expected ${expected}, got ${told}`)
}

/** What a person does has an answer, which is kept; readings and the clock have their own keys. */
const isKept = (call: Call) =>
  !['observe', 'deadlines', 'product'].includes(call.do) &&
  !(call.do === 'book' && call.refused !== undefined)

export function lookInto(db: Db): Look {
  return {
    db,
    workflow: async (kind, nth) => {
      const found = (await workflowsIn(db, kind)).toReversed()
      if (nth === undefined && found.length !== 1) {
        throw new Error(`expected one ${kind}, got ${found.length}`)
      }
      return found[nth ?? 0]!
    },
    alerts: async (kind) => {
      const about = { kind } as Parameters<typeof alertsIn>[1]
      return (await alertsIn(db, about)).toSorted((a, b) => a.openedAt - b.openedAt)
    },
  }
}

type Engine = ReturnType<typeof startEngine>

function startEngine(start: URL) {
  const child = fork(start, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const gone = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const answerTo = async (asked: Asked): Promise<Answer | NodeJS.Signals | null> => {
    const told = once(child, 'message').then(([one]) => one as Answer)
    child.send(asked)
    return Promise.race([told, gone.then(([, signal]) => signal)])
  }
  return {
    ask: async (asked: Asked): Promise<Answer> => {
      const told = await answerTo(asked)
      if (told === null || typeof told === 'string') throw new Error(`left by ${told}`)
      return told
    },
    killedIn: async (asked: Asked, name: string) => {
      const told = await answerTo(asked)
      if (told === 'SIGKILL') return
      await end(child)
      throw new Error(`${name}: nothing was cut: ${JSON.stringify(told)}`)
    },
    end: () => end(child),
  }
}

async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.disconnect()
  await gone
}
