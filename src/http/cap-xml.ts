import { create } from 'xmlbuilder2'
import type { CapAlert, FeedEntry } from '../domain/cap.ts'
import { formatInstant, type Instant } from '../domain/time.ts'

export const capType = 'application/cap+xml'
export const atomType = 'application/atom+xml'
const capNamespace = 'urn:oasis:names:tc:emergency:cap:1.2'
const atomNamespace = 'http://www.w3.org/2005/Atom'

/** What people and stations write may hold what XML cannot. */
const options = { version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\ufffd' } as const

/** A CAP 1.2 document; its elements stand in the order of the keys. */
export function capXml(alert: CapAlert): string {
  return create(options, { alert: { '@xmlns': capNamespace, ...alert } }).end()
}

/** An Atom feed of alerts, each with a link to its CAP document. @source RFC 4287 */
export function atomXml(entries: readonly FeedEntry[], title: string, now: Instant): string {
  const updatedAt = entries.reduce((last, one) => Math.max(last, one.updatedAt), 0) || now
  const feed = {
    '@xmlns': atomNamespace,
    id: 'urn:qingliu:alerts',
    title,
    updated: formatInstant(updatedAt),
    author: { name: 'Qingliu' },
    link: { '@rel': 'self', '@type': atomType, '@href': '/api/v1/alerts.atom' },
    entry: entries.map((one) => ({
      id: `urn:qingliu:alert:${one.alert}`,
      title: one.title,
      summary: one.summary,
      published: formatInstant(one.publishedAt),
      updated: formatInstant(one.updatedAt),
      link: {
        '@rel': 'alternate',
        '@type': capType,
        '@href': `/api/v1/alerts/${encodeURIComponent(one.alert)}/cap`,
      },
    })),
  }
  return create(options, { feed }).end()
}
