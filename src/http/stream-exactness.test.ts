import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeTypes, type ChangeType } from '../domain/alert.ts'
import { createApiContext } from './api-context.ts'
import { createFake, fakeCapabilities } from './fake/capabilities.ts'
import { createFakeOutlet, until, type FakeOutlet, type Frame } from './fake/outlet.ts'
import { openStreamHub } from './stream.ts'
import type { StreamReader } from './stream-reader.ts'

/** A client that knows the contract and no more. */
type Client = {
  last: number
  readonly applied: number[]
  /** Numbers that a snapshot stood for. */
  covered: number
}

/** Takes the frames of one connection by the contract's rule. */
function follow(client: Client, frames: readonly Frame[]): void {
  for (const { type, n, prev, ...rest } of frames) {
    if (type === 'snapshot') {
      client.last = rest['upTo'] as number
      client.covered = client.last
    } else if (n !== undefined && prev === client.last) {
      client.applied.push(n)
      client.last = n
    } else if (n !== undefined) {
      throw new Error(`frame ${n} follows ${String(prev)}, the client stands at ${client.last}`)
    }
  }
}

type Act =
  | { readonly do: 'append'; readonly type: ChangeType }
  | { readonly do: 'turn'; readonly turns: number }
  | { readonly do: 'flow'; readonly count: number }
  | { readonly do: 'cut' }
  | { readonly do: 'forget'; readonly keep: number }

const types: readonly ChangeType[] = [...changeTypes.slice(0, 4), 'workflow.step']
/** Of the fake's alerts and of its workflows. */
const kindOf = (type: ChangeType) => (type === 'workflow.step' ? 'joint-patrol' : 'limit')
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('append'), type: fc.constantFrom(...types) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('turn'), turns: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('flow'), count: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut') }) },
)
const forgetting: fc.Arbitrary<Act> = fc.oneof(
  { weight: 12, arbitrary: act },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('forget'), keep: fc.integer({ min: 0, max: 6 }) }),
  },
)
type Filter = { readonly types: ChangeType[] | null; readonly kind: string | null }
const filter: fc.Arbitrary<Filter> = fc.record({
  types: fc.option(fc.uniqueArray(fc.constantFrom(...types), { minLength: 1 })),
  kind: fc.option(fc.constantFrom('limit', 'joint-patrol')),
})
const everything: Filter = { types: null, kind: null }

const turns = (count: number) => {
  let left = count
  return until(() => left-- === 0)
}

async function play(acts: readonly Act[], wanted: Filter) {
  const fake = createFake()
  const { log } = fake
  const context = createApiContext(fakeCapabilities(fake))
  const faults: unknown[] = []
  const hub = await openStreamHub(context, { pollMs: 1e6, heartbeatMs: 1e6 }, (e) => faults.push(e))
  const client: Client = { last: 0, applied: [], covered: 0 }
  let outlet: FakeOutlet
  let reader: StreamReader
  const connect = (flowing: boolean) => {
    outlet = createFakeOutlet(flowing)
    const { types, kind } = wanted
    const facets = kind === null ? null : { district: null, kind: new Set([kind]), colour: null }
    reader = hub.join({ since: client.last, types, readings: false, facets }, outlet)
  }
  const cut = () => {
    hub.leave(reader)
    follow(client, outlet.frames)
  }

  connect(false)
  for (const one of acts) {
    if (one.do === 'append') log.append(one.type, 'a1')
    else if (one.do === 'flow') outlet!.flow(one.count)
    else if (one.do === 'forget') {
      // Only what is old is ever taken out of a log: the follower has read on by then.
      await until(() => hub.at() === log.head())
      log.forget(one.keep)
    } else if (one.do === 'cut') {
      cut()
      connect(false)
    } else {
      await turns(one.turns)
    }
  }
  const written = log.head()
  cut()
  connect(true)
  await until(() => {
    reader.beat()
    const beat = outlet.frames.at(-1)
    return beat?.type === 'heartbeat' && (beat['upTo'] as number) >= written
  })
  cut()
  hub.close()
  expect(faults).toEqual([])
  expect(fake.log.wakers()).toBe(0)
  return client
}

const matching = (log: readonly Act[], { types, kind }: Filter) =>
  log
    .flatMap((one) => (one.do === 'append' ? [one.type] : []))
    .flatMap((type, index) => {
      const isOfTypes = types === null || types.includes(type)
      return isOfTypes && (kind === null || kind === kindOf(type)) ? [index + 1] : []
    })

describe('a client that follows the rule of the contract', () => {
  it('applies each matching change exactly once, over any cuts, filters and slowness', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 80, size: 'max' }),
        filter,
        async (acts, wanted) => {
          const client = await play(acts, wanted)
          expect(client.applied).toEqual(matching(acts, wanted))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('misses only what a snapshot stands for, when the beginning of the log goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(forgetting, { maxLength: 80, size: 'max' }),
        filter,
        async (acts, wanted) => {
          const { applied, covered } = await play(acts, wanted)
          expect(applied).toEqual([...new Set(applied)].sort((a, b) => a - b))
          const missed = matching(acts, wanted).filter((n) => !applied.includes(n))
          expect(missed.filter((n) => n > covered)).toEqual([])
        },
      ),
      { numRuns: 200 },
    )
  })

  it('crosses several pages of the log', async () => {
    const acts = Array.from({ length: 450 }, (): Act => ({ do: 'append', type: 'alert.raised' }))
    expect((await play(acts, everything)).applied).toEqual(matching(acts, everything))
  })
})
