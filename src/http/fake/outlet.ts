import type { Outlet } from '../stream-reader.ts'

export type Frame = { readonly type: string; readonly n?: number; readonly prev?: number } & Record<
  string,
  unknown
>

/** A socket's sending half whose kernel takes texts only when told to, or at once. */
export type FakeOutlet = Outlet & {
  send: Outlet['send']
  /** What the kernel took. */
  readonly frames: Frame[]
  /** Lets the kernel take up to `count` waiting texts. */
  readonly flow: (count: number) => void
  /** From now on the kernel takes everything at once. */
  readonly open: () => void
  readonly closed: { code: number | null }
}

export function createFakeOutlet(flowing: boolean): FakeOutlet {
  const waiting: { text: string; sent: () => void }[] = []
  const frames: Frame[] = []
  const closed: FakeOutlet['closed'] = { code: null }
  let open = flowing
  const flow = (count: number) => {
    for (const { text, sent } of waiting.splice(0, count)) {
      frames.push(JSON.parse(text) as Frame)
      sent()
    }
  }
  return {
    frames,
    closed,
    flow,
    open: () => {
      open = true
      while (waiting.length > 0) flow(1)
    },
    buffered: () => waiting.reduce((sum, { text }) => sum + text.length, 0),
    send: (given, sent) => {
      const text = given.toString()
      waiting.push({ text, sent })
      if (open) flow(1)
    },
    together: (work) => {
      work()
    },
    close: (code) => {
      closed.code = code
    },
  }
}

/** Waits turn by turn of the event loop, without a clock, until it holds. */
export async function until(holds: () => boolean, turnsMax = 10_000): Promise<void> {
  for (let turn = 0; !holds(); turn += 1) {
    if (turn > turnsMax) throw new Error('did not come to hold')
    await new Promise((resolve) => setImmediate(resolve))
  }
}
