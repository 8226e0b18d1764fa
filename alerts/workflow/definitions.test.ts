import { describe, expect, it } from 'vitest'
import { definitionOf, workflowDefinitions } from './definitions.ts'
import { workflowsOpenedBy } from './opened-by.ts'
import { alertKinds } from '../../src/domain/event.ts'

describe.each(workflowDefinitions.map((one) => [one.name.en, one] as const))('%s', (_n, one) => {
  const ids = one.steps.map((step) => step.id)
  const named = one.steps.flatMap(({ from, to }) => (to === null ? from : [to, ...from]))
  const states = new Set([one.initial, ...named])

  it('names each step once, in both languages', () => {
    expect(new Set(ids).size).toBe(ids.length)
    for (const { name } of one.steps) expect([name.zh, name.en]).not.toContain('')
  })

  it('reaches every state, and leaves every one but the final, which stay ended', () => {
    const reached = new Set([one.initial])
    for (let size = 0; size !== reached.size;) {
      size = reached.size
      const next = one.steps.filter((step) => step.from.some((state) => reached.has(state)))
      for (const { to } of next) if (to !== null) reached.add(to)
    }
    expect(reached).toEqual(states)
    for (const state of states) {
      const leaving = one.steps.filter((step) => step.from.includes(state))
      if (one.final.includes(state))
        expect(leaving.filter(({ to }) => !one.final.includes(to ?? state))).toEqual([])
      else expect([state, leaving.length > 0]).toEqual([state, true])
    }
  })

  it('can be cancelled, with a reason, wherever it stands', () => {
    const cancel = one.steps.find((step) => step.id === 'cancel')
    const running = [...states].filter((state) => !one.final.includes(state))
    expect(cancel?.from).toEqual(running)
    expect(cancel?.fields).toMatchObject([{ name: 'reason', required: true }])
  })
})

describe('definitionOf', () => {
  it('knows every workflow that a confirmation may open', () => {
    const opened = alertKinds.flatMap((kind) => workflowsOpenedBy(kind))
    expect(opened.length).toBe(8)
    for (const one of opened) expect(definitionOf(one)).toMatchObject(one)
  })

  it('keeps a running workflow to its version', () => {
    const patrol = { kind: 'joint-patrol', procedure: null } as const
    expect(definitionOf({ ...patrol, definitionVersion: 1 })).toMatchObject({
      version: 1,
      then: [],
    })
    const asked = [{ kind: 'recognition', procedure: null }]
    expect(definitionOf(patrol), 'opened anew').toMatchObject({ version: 3, then: asked })
    expect(definitionOf({ ...patrol, definitionVersion: 2 })).toMatchObject({
      ...{ version: 2, then: asked, overdue: [] },
    })
    expect(() => definitionOf({ ...patrol, definitionVersion: 99 })).toThrow('joint-patrol')
  })
})
