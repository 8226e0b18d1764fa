import { createApi, type Alert } from '../test/engine-api.ts'

/** People who act upon alerts at any engine, and send again what was not answered. */
export type Operators = {
  /** Comments answered with 200, by the idempotency key that is their text. */
  readonly done: ReadonlySet<string>
  readonly figures: { acts: number; again: number; readonly statuses: Map<number, number> }
  end(): Promise<void>
}

const verbs = ['comment', 'acknowledge', 'comment', 'shelve', 'comment', 'confirm'] as const
const againMs = 300
const answerMs = 5_000

/** @param random  0 to 1, for what is done where */
export function startOperators(
  count: number,
  addresses: readonly string[],
  random: () => number,
): Operators {
  const apis = addresses.map(createApi)
  const done = new Set<string>()
  const figures = { acts: 0, again: 0, statuses: new Map<number, number>() }
  let ending = false
  const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!

  /** The same request under the same key, at any engine, until one answers for good. */
  const act = async (alert: Alert, key: string) => {
    const verb = any(verbs)
    const until = new Date(Date.now() + 5_000).toISOString()
    const body = { person: '王工', reason: 'drill', ...(verb === 'shelve' ? { until } : {}) }
    const said = verb === 'comment' ? { ...body, text: key } : body
    const headers = { 'if-match': alert.etag, 'idempotency-key': key }
    figures.acts += 1
    while (!ending) {
      const asked = any(apis).post(`alerts/${alert.id}/${verb}`, said, headers)
      const late = sleep(answerMs).then(() => null)
      const answer = await Promise.race([asked.catch(() => null), late])
      if (answer !== null && answer.status < 500) {
        figures.statuses.set(answer.status, (figures.statuses.get(answer.status) ?? 0) + 1)
        if (verb === 'comment' && answer.status === 200) done.add(key)
        return
      }
      figures.again += 1
      await sleep(againMs)
    }
  }
  const operators = Array.from({ length: count }, async (_, place) => {
    for (let nth = 0; !ending; nth += 1) {
      const open = 'alerts?state=open&kind=deterioration'
      const alerts = await any(apis)
        .items<Alert>(open)
        .catch(() => [])
      if (alerts.length > 0) await act(any(alerts), `act ${place}.${nth}`)
      await sleep(againMs)
    }
  })
  return {
    done,
    figures,
    async end() {
      ending = true
      await Promise.all(operators)
    },
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
