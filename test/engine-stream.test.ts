import { describe, expect, it } from 'vitest'
import type { Alert } from './engine-api.ts'
import { numbered, openStream, type Frame, type Stream } from './engine-stream.ts'
import { useEngineAndGateway } from './use-engine.ts'

/** What the stream tells of alerts while they come and go. */
const { engine, gateway } = useEngineAndGateway()

const stream = (query = '') => openStream(engine.httpAddress, query)
const isNumber = (wanted: number) => (frame: Frame) => frame.n === wanted
const links = (one: Stream) => numbered(one.frames).map(({ n, prev }) => [n, prev])
const raise = (station: string) =>
  gateway.observe(station, { time: '2026-11-23T11:00:00+08:00', values: { sb: 0.0062 } })
const post = async (verb: string, station: string, body: object = {}) => {
  const [alert] = await engine.api.items<Alert>(`alerts?station=${station}`)
  const headers = { 'if-match': alert!.etag }
  return engine.api.post<Alert>(`alerts/${alert!.id}/${verb}`, body, headers)
}

describe('the stream', () => {
  it('tells each change once, in order, each with the one before it', async () => {
    const all = await stream()
    expect(all.frames).toEqual([{ type: 'hello', head: 0, oldest: 1 }])
    await raise('pingwang')
    const raised = await all.frame(isNumber(1))
    const [alert] = await engine.api.items<Alert>('alerts?state=open')
    expect(raised).toMatchObject({
      n: 1,
      prev: 0,
      type: 'alert.raised',
      data: {
        id: alert?.id,
        kind: 'deterioration',
        colour: 'orange',
        station: 'pingwang',
        etag: '"1"',
      },
    })
    await post('comment', 'pingwang', { text: '上游在查', person: '王' })
    await post('acknowledge', 'pingwang', { person: '王' })
    await post('confirm', 'pingwang', { person: '王' })
    await all.frame(isNumber(7))
    expect(numbered(all.frames).map(({ type }) => type)).toEqual([
      'alert.raised',
      'alert.commented',
      'alert.acknowledged',
      'alert.confirmed',
      'workflow.opened',
      'workflow.opened',
      'workflow.opened',
    ])
    expect(links(all)).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => [n, n - 1]))
    expect(all.frames[2]?.data).toMatchObject({ comment: { person: '王', text: '上游在查' } })
    await all.close()
  })

  it('goes on from a number, and from every number alike', async () => {
    for (const since of [0, 3, 6]) {
      const from = await stream(`?since=${since}`)
      await from.frame(isNumber(7))
      const wanted = [1, 2, 3, 4, 5, 6, 7].filter((n) => n > since)
      expect(links(from), `since ${since}`).toEqual(wanted.map((n) => [n, n - 1]))
      await from.close()
    }
  })

  it('loses and repeats nothing over connections that break while changes come', async () => {
    const stations = ['lili', 'luxu', 'jinze-hydro', 'dingzha-gate', 'dashun-gate', 'dazhushe']
    const applied: number[] = [7]
    for (const [index, station] of stations.entries()) {
      const one = await stream(`?since=${applied.at(-1)}`)
      const raising = raise(station)
      // Half of the connections see the change come, the others break before it may have.
      if (index % 2 === 1) await one.frame(({ n }) => n === 8 + index)
      await one.close()
      for (const { n, prev } of numbered(one.frames)) {
        if (prev === applied.at(-1)) applied.push(n)
      }
      await raising
    }
    await engine.folded()
    const last = await stream(`?since=${applied.at(-1)}`)
    const { head } = last.frames[0]!
    if (head !== applied.at(-1)) await last.frame(isNumber(head!))
    await last.close()
    applied.push(...numbered(last.frames).map(({ n }) => n))
    expect(applied.slice(1)).toEqual(stations.map((_, index) => 8 + index))
  })

  it('chains the frames of the types asked for, and no others', async () => {
    const some = await stream('?since=0&types=alert.acknowledged,workflow.opened')
    await some.frame(isNumber(7))
    await post('acknowledge', 'luxu')
    await some.frame(isNumber(14))
    expect(links(some)).toEqual([
      [3, 0],
      [5, 3],
      [6, 5],
      [7, 6],
      [14, 7],
    ])
    await some.close()
    const back = await stream('?since=7&types=alert.acknowledged,workflow.opened')
    await back.frame(isNumber(14))
    expect(links(back)).toEqual([[14, 7]])
    await back.close()
  })

  it.each([
    ['beyond the head', '?since=99999', 4009],
    ['no number', '?since=yesterday', 4400],
    ['a type that is none', '?types=alert.exploded', 4400],
  ])('closes with its code: %s', async (_what, query, code) => {
    expect(await (await stream(query)).closed).toBe(code)
  })
})
