/** An answer of the HTTP face, its body as JSON. */
export type Answer<T> = {
  readonly status: number
  readonly etag: string | null
  readonly body: T
}

export type List<T> = { readonly items: readonly T[]; readonly next: string | null }

export type Reading = {
  readonly parameter: string
  readonly alias: string
  readonly value: number
  readonly unit: string
  readonly qualifier: string
  readonly flag: number
  readonly reasons: readonly string[]
  readonly revision: number
  readonly period: string
  readonly observedAt: string
  readonly receivedAt: string
}

export type Refusal = {
  readonly id: number
  readonly station: string | null
  readonly topic: string
  readonly values: number
  readonly payloadWhole: boolean
  readonly faults: readonly { readonly parameter: string | null; readonly code: string }[]
}

export type Problem = {
  readonly status: number
  readonly code: string
  readonly allowed?: readonly string[]
}

export type Alert = {
  readonly id: string
  readonly etag: string
  readonly fingerprint: string
  readonly rule: string
  readonly kind: string
  readonly station: string
  readonly colour: string | null
  readonly condition: string
  readonly attention: string
  readonly occurrences: number
  readonly retrospective: boolean
  readonly evidence: Readonly<Record<string, unknown>>
  readonly workflows: readonly string[]
  readonly allowed: readonly string[]
}

export type Workflow = {
  readonly id: string
  readonly etag: string
  readonly kind: string
  readonly procedure: string | null
  readonly state: string
  readonly alert: string | null
  readonly siteDistrict: string
  readonly exercise: boolean
  readonly closedAt: string | null
  readonly steps: readonly { readonly step: string; readonly data: Record<string, unknown> }[]
  readonly allowed: readonly string[]
}

/** Values by outcome, as /metrics counts them. */
export type Counts = {
  readonly received: number
  readonly stored: number
  readonly duplicate: number
  readonly revised: number
  readonly refused: number
  readonly inHand: number
}

/** The HTTP face as any client would use it. */
export type Api = {
  readonly get: <T>(path: string) => Promise<Answer<T>>
  readonly items: <T>(path: string) => Promise<readonly T[]>
  readonly post: <T>(
    path: string,
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer<T>>
  readonly counts: () => Promise<Counts>
}

/** @param address  of the engine; paths begin at `/api/v1` unless they begin with a slash */
export function createApi(address: string): Api {
  const urlOf = (path: string) => `${address}${path.startsWith('/') ? '' : '/api/v1/'}${path}`
  const answerOf = async <T>(response: Response): Promise<Answer<T>> => ({
    status: response.status,
    etag: response.headers.get('etag'),
    body: (await response.json()) as T,
  })
  const get = async <T>(path: string) => answerOf<T>(await fetch(urlOf(path)))
  return {
    get,
    /** All pages of a list. */
    async items<T>(path: string) {
      const all: T[] = []
      let cursor = ''
      for (;;) {
        const { status, body } = await get<List<T>>(`${path}${cursor}`)
        if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
        all.push(...body.items)
        if (body.next === null) return all
        cursor = `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(body.next)}`
      }
    },
    post: async <T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      answerOf<T>(
        await fetch(urlOf(path), {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    async counts() {
      const text = await (await fetch(urlOf('/metrics'))).text()
      const value = (name: string) => {
        const line = text.split('\n').find((one) => one.startsWith(`${name} `))
        if (line === undefined) throw new Error(`no ${name} in /metrics`)
        return Number(line.slice(name.length))
      }
      const total = (name: string) => value(`qingliu_values_${name}_total`)
      return {
        received: total('received'),
        stored: total('stored'),
        duplicate: total('duplicate'),
        revised: total('revised'),
        refused: total('refused'),
        inHand: value('qingliu_values_in_hand'),
      }
    },
  }
}
