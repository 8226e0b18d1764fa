import { create } from 'xmlbuilder2'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeCap } from './fake/cap.ts'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'
import { capXml } from './cap-xml.ts'

/**
 * The structure by §3.2 and §3.4 of CAP 1.2: its elements in their order, how often each may stand,
 * and the form of what is formed. (Its XML schema is not at hand here.)
 */
const alertElements = [
  ...['identifier!', 'sender!', 'sent!', 'status!', 'msgType!', 'source', 'scope!'],
  ...['restriction', 'addresses', 'code*', 'note', 'references', 'incidents', 'info*'],
]
const infoElements = [
  ...['language', 'category+', 'event!', 'responseType*', 'urgency!', 'severity!', 'certainty!'],
  ...['audience', 'eventCode*', 'effective', 'onset', 'expires', 'senderName', 'headline'],
  ...['description', 'instruction', 'web', 'contact', 'parameter*', 'resource*', 'area*'],
]
const areaElements = ['areaDesc!', 'polygon*', 'circle*', 'geocode*', 'altitude', 'ceiling']
const namedElements = ['valueName!', 'value!']

/** What an element may say, by §3.2. */
const values: Readonly<Record<string, string>> = {
  status: 'Actual Exercise System Test Draft',
  msgType: 'Alert Update Cancel Ack Error',
  scope: 'Public Restricted Private',
  category: 'Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other',
  responseType: 'Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None',
  urgency: 'Immediate Expected Future Past Unknown',
  severity: 'Extreme Severe Moderate Minor Unknown',
  certainty: 'Observed Likely Possible Unlikely Unknown',
}
/** §3.3.2: to the second, with an offset, where `Z` and fractions have no place. */
const dateTime = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d/.source
/** Neither space nor comma, and what XML would have to escape. */
const name = /[^\s,<&]+/.source
const forms: Readonly<Record<string, RegExp>> = {
  ...{ identifier: new RegExp(`^${name}$`), sender: new RegExp(`^${name}$`) },
  ...Object.fromEntries(
    ['sent', 'effective', 'onset', 'expires'].map((one) => [one, new RegExp(`^${dateTime}$`)]),
  ),
  references: new RegExp(`^${name},${name},${dateTime}( ${name},${name},${dateTime})*$`),
  circle: /^-?\d+(\.\d+)?,-?\d+(\.\d+)? \d+(\.\d+)?$/,
  language: /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/,
}

/** Faults of a document: its structure, the words of its lists, the forms of what is formed. */
function faultsOf(alert: Node): string[] {
  const infos = children(alert).filter(({ nodeName }) => nodeName === 'info')
  const parts = infos.flatMap(children)
  const areas = parts.filter(({ nodeName }) => nodeName === 'area')
  const leaves = [alert, ...infos, ...areas].flatMap(children)
  const named = leaves.filter(({ nodeName }) =>
    ['eventCode', 'parameter', 'geocode'].includes(nodeName),
  )
  return [
    ...structureFaults(alert, alertElements),
    ...infos.flatMap((info) => structureFaults(info, infoElements)),
    ...areas.flatMap((area) => structureFaults(area, areaElements)),
    ...named.flatMap((one) => structureFaults(one, namedElements)),
    ...leaves.flatMap(({ nodeName, textContent }) => {
      const text = textContent ?? ''
      const isKnown = values[nodeName]?.split(' ').includes(text) ?? true
      const isFormed = forms[nodeName]?.test(text) ?? true
      return isKnown && isFormed ? [] : [`${nodeName}: ${text}`]
    }),
    // §3.2.1: a narrower scope says to whom, an Update or a Cancel what it is about.
    ...(textOf(alert, 'scope') === 'Restricted' && textOf(alert, 'restriction') === ''
      ? ['restriction: missing']
      : []),
    ...(textOf(alert, 'msgType') !== 'Alert' && textOf(alert, 'references') === ''
      ? ['references: missing']
      : []),
  ]
}

type Node = { nodeName: string; childNodes: Iterable<Node>; textContent: string | null }
const children = (node: Node) =>
  [...node.childNodes].filter(({ nodeName }) => !nodeName.startsWith('#'))

/** Faults against a list of elements: `!` once, `+` at least once, `*` any number, else at most once. */
function structureFaults(node: Node, elements: readonly string[]): string[] {
  const names = elements.map((element) => element.replace(/[!+*]$/, ''))
  const found = children(node).map(({ nodeName }) => nodeName)
  const places = found.map((name) => names.indexOf(name))
  return [
    ...found.filter((name) => !names.includes(name)).map((name) => `${name}: unknown`),
    ...places.flatMap((place, i) =>
      i > 0 && place < places[i - 1]! ? [`${found[i]!}: out of order`] : [],
    ),
    ...elements.flatMap((element, i) => {
      const count = found.filter((name) => name === names[i]).length
      if (/[!+]$/.test(element) && count === 0) return [`${element}: missing`]
      return !/[+*]$/.test(element) && count > 1 ? [`${element}: ${count} times`] : []
    }),
  ]
}

let server: HttpServer
beforeEach(async () => {
  ;({ server } = await openFakeServer())
})
afterEach(() => server.close())
const parse = (xml: string) => children(create(xml).node)[0]!
const textOf = (node: Node, name: string) =>
  children(node).find(({ nodeName }) => nodeName === name)?.textContent ?? ''

describe('a CAP document', () => {
  it('has the elements of CAP 1.2 in their order', async () => {
    const answer = await server.app.inject('/api/v1/alerts/a/cap')
    expect(answer.headers['content-type']).toBe('application/cap+xml')
    expect(answer.body).toContain('<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">')
    const alert = parse(answer.body)
    expect(children(alert).filter(({ nodeName }) => nodeName === 'info')).toHaveLength(2)
    expect(faultsOf(alert)).toEqual([])
  })

  it('is told by the structure when an element is missing or out of order', () => {
    const { identifier, ...rest } = fakeCap
    const faults = (cap: object) =>
      structureFaults(parse(capXml(cap as typeof fakeCap)), alertElements)
    expect(faults(rest)).toEqual(['identifier!: missing'])
    expect(faults({ ...rest, identifier })).toEqual(['identifier: out of order'])
  })

  type Said = Record<string, unknown>
  const inInfo = (part: Said) => ({ ...fakeCap, info: [{ ...fakeCap.info[0], ...part }] })
  it.each<[string, Said]>([
    ['status: Drill', { ...fakeCap, status: 'Drill' }],
    ['sent: 2026-11-23T00:00:00Z', { ...fakeCap, sent: '2026-11-23T00:00:00Z' }],
    ['sender: 青浦, 水文', { ...fakeCap, sender: '青浦, 水文' }],
    ['references: missing', { ...fakeCap, references: '' }],
    ['restriction: missing', { ...fakeCap, restriction: '' }],
    ['urgency: Soon', inInfo({ urgency: 'Soon' })],
    ['category: Water', inInfo({ category: ['Env', 'Water'] })],
    ['onset: 2026-11-23T08:00:00.000+08:00', inInfo({ onset: '2026-11-23T08:00:00.000+08:00' })],
    [
      'circle: 31.0184 120.9013',
      inInfo({ area: { areaDesc: '金泽', circle: '31.0184 120.9013' } }),
    ],
    ['parameter: unknown', inInfo({ eventCode: { parameter: 'a' } })],
  ])('is told by what it says: %s', (fault, cap) => {
    expect(faultsOf(parse(capXml(cap as unknown as typeof fakeCap)))).toContain(fault)
  })

  it('carries any text, but for what XML cannot', () => {
    const [info] = children(parse(capXml(fakeCap))).filter(({ nodeName }) => nodeName === 'info')
    expect(textOf(info!, 'event')).toBe('蓝藻 & <bloom>\ufffd')
  })

  it('is not there for an alert that is none', async () => {
    const answer = await server.app.inject('/api/v1/alerts/none/cap')
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
      404,
      'unknown-alert',
    ])
  })
})

describe('the feed', () => {
  it('lists alerts, each with its document', async () => {
    const answer = await server.app.inject('/api/v1/alerts.atom')
    expect(answer.headers['content-type']).toBe('application/atom+xml')
    const feed = parse(answer.body)
    const names = children(feed).map(({ nodeName }) => nodeName)
    expect(names).toEqual(['id', 'title', 'updated', 'author', 'link', 'entry'])
    expect(textOf(children(feed).at(-1)!, 'title')).toBe('金泽 <预警>')
    expect(answer.body).toContain('href="/api/v1/alerts/a/cap"')
  })

  it('is described, as the documents are', async () => {
    const { paths } = (await server.app.inject('/openapi.json')).json<{ paths: object }>()
    expect(paths).toHaveProperty(['/api/v1/alerts.atom', 'get'])
    expect(paths).toHaveProperty(['/api/v1/alerts/{id}/cap', 'get'])
  })
})
