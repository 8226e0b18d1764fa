import { describe, expect, it } from 'vitest'
import type { BrokerMessage } from './broker-door.ts'
import { createIntakeWindow } from './intake-window.ts'

/** An intake that holds every message until it is let go. */
function holdingIntake() {
  const held: { topic: string; done: () => void; fail: (error: Error) => void }[] = []
  const intake = ({ topic }: BrokerMessage) =>
    new Promise<void>((done, fail) => held.push({ topic, done, fail }))
  return { intake, held }
}

const message = (topic: string, bytes = 1): BrokerMessage => ({
  topic,
  payload: new Uint8Array(bytes),
})
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('createIntakeWindow', () => {
  it('lets in as many as its count, the others in their order as places come free', async () => {
    const { intake, held } = holdingIntake()
    const window = createIntakeWindow(intake, 2, 100)
    const taken = ['a', 'b', 'c', 'd'].map((topic) => window.take(message(topic)))
    await turn()
    expect(held.map((one) => one.topic)).toEqual(['a', 'b'])
    expect(window.inFlight()).toBe(4)
    expect(window.full()).toBe(true)
    held[1]!.done()
    await turn()
    expect(held.map((one) => one.topic)).toEqual(['a', 'b', 'c'])
    held[0]!.done()
    held[2]!.done()
    await turn()
    held[3]!.done()
    await Promise.all(taken)
    expect(window.inFlight()).toBe(0)
  })

  it('is bounded in bytes too, and a message larger than the bound enters alone', async () => {
    const { intake, held } = holdingIntake()
    const window = createIntakeWindow(intake, 10, 100)
    const taken = [window.take(message('large', 500)), window.take(message('small'))]
    await turn()
    expect(held.map((one) => one.topic)).toEqual(['large'])
    held[0]!.done()
    await turn()
    expect(held.map((one) => one.topic)).toEqual(['large', 'small'])
    held[1]!.done()
    await Promise.all(taken)
  })

  it('passes a rejection on and frees the place', async () => {
    const { intake, held } = holdingIntake()
    const window = createIntakeWindow(intake, 1, 100)
    const first = window.take(message('a'))
    await turn()
    const free = window.free()
    held[0]!.fail(new Error('store away'))
    await expect(first).rejects.toThrow('store away')
    await free
    expect(window.full()).toBe(false)
  })

  it('once shut, refuses what waits and what comes, and drains what is in', async () => {
    const { intake, held } = holdingIntake()
    const window = createIntakeWindow(intake, 1, 100)
    const first = window.take(message('a'))
    const second = window.take(message('b'))
    await turn()
    window.shut()
    await expect(second).rejects.toThrow('the intake is shut')
    await expect(window.take(message('c'))).rejects.toThrow('the intake is shut')
    const drained = window.drained(60_000)
    held[0]!.done()
    await first
    await drained
    expect(window.inFlight()).toBe(0)
  })

  it('waits no longer than told for what never finishes', async () => {
    const { intake } = holdingIntake()
    const window = createIntakeWindow(intake, 1, 100)
    void window.take(message('a'))
    await turn()
    await window.drained(1)
    expect(window.inFlight()).toBe(1)
  })
})
