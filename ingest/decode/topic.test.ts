import { describe, expect, it } from 'vitest'
import { parseGatewayTopic, parseTopic } from './topic.ts'

describe('parseTopic', () => {
  it.each([
    ['qingliu/v1/jinze-hydro/obs', { station: 'jinze-hydro', kind: 'obs' }],
    ['qingliu/v1/A_1/hj212', { station: 'A_1', kind: 'hj212' }],
    ['qingliu/v1/x/status', { station: 'x', kind: 'status' }],
    ['qingliu/v1/x/receipt', { station: 'x', kind: 'receipt' }],
  ])('reads %s', (topic, expected) => {
    expect(parseTopic(topic)).toEqual(expected)
  })

  it.each([
    ['', 'unknown-topic'],
    ['qingliu/v1/x', 'unknown-topic'],
    ['qingliu/v2/x/obs', 'unknown-topic'],
    ['qingliu/v1//obs', 'unknown-topic'],
    ['qingliu/v1/x/obs/more', 'unknown-topic'],
    ['qingliu/v1/x/obs\n', 'topic-kind'],
    ['/qingliu/v1/x/obs', 'unknown-topic'],
    ['qingliu/v1/金泽/obs', 'unknown-topic'],
    ['qingliu/v1/a b/obs', 'unknown-topic'],
    ["qingliu/v1/x';--/obs", 'unknown-topic'],
    ['qingliu/v1/x\u0000/obs', 'unknown-topic'],
    ['qingliu/v1/x/readings', 'topic-kind'],
    ['qingliu/v1/x/', 'topic-kind'],
    ['qingliu/v1/x/toString', 'topic-kind'],
  ])('refuses %j as %s', (topic, code) => {
    expect(parseTopic(topic)).toMatchObject({ parameter: null, code })
  })

  it("lets a gateway publish to its own kinds and not to the engine's", () => {
    const verdicts = ['obs', 'hj212', 'status', 'response', 'receipt', 'request'].map((kind) => {
      const topic = parseGatewayTopic(`qingliu/v1/x/${kind}`)
      return 'code' in topic ? topic.code : topic.kind
    })
    expect(verdicts).toEqual(['obs', 'hj212', 'status', 'response', 'topic-kind', 'topic-kind'])
  })
})
