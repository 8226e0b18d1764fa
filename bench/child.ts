import { fork } from 'node:child_process'
import { once } from 'node:events'
import { compiledUrl } from './compiled.ts'

/** A process of the bench that answers one question after the other. */
export type Child<Opened = unknown> = {
  /** What it said when it was open. */
  readonly opened: Opened
  ask<T>(question: string, about?: object): Promise<T>
  /** Lets it close what it holds, and waits until it has left. */
  end(): Promise<void>
}

/** `BENCH_PROFILE=folder` writes a CPU profile of each process and thread there. */
const profileFolder = process.env['BENCH_PROFILE']
const profiling = profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : []

type Question = { readonly question: string; readonly about: object }
type Answer = { readonly answer: unknown } | { readonly failed: string }

/**
 * Starts a compiled file of this folder; its first question, `open`, is asked at once.
 *
 * @param given  to node itself
 */
export async function startChild<Opened>(
  name: string,
  options: object,
  given: readonly string[] = [],
): Promise<Child<Opened>> {
  const child = fork(compiledUrl(`bench/${name}`), { execArgv: [...profiling, ...given] })
  const gone = once(child, 'exit')
  const ask = async <T>(question: string, about: object = {}): Promise<T> => {
    const told = Promise.race([
      once(child, 'message').then(([answer]) => answer as Answer),
      gone.then(([code]): Answer => ({ failed: `${name} left with ${code}` })),
    ])
    child.send({ question, about } satisfies Question)
    const answer = await told
    if ('failed' in answer) throw new Error(answer.failed)
    return answer.answer as T
  }
  return {
    opened: await ask<Opened>('open', options),
    ask,
    async end() {
      await ask('close')
      child.disconnect()
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await gone
      clearTimeout(late)
    },
  }
}

type Answers = Readonly<Record<string, (about: never) => unknown>>

/** The other side: answers the parent until it disconnects. */
export function answerParent(answers: Answers & { readonly open: (options: never) => unknown }) {
  process.on('message', ({ question, about }: Question) => {
    void answerOne(answers[question], about).then((answer) => process.send?.(answer))
  })
  // Nothing may outlive the bench, however it ended.
  process.once('disconnect', () => setTimeout(() => process.exit(), 1_000).unref())
}

async function answerOne(answer: Answers[string] | undefined, about: object): Promise<Answer> {
  try {
    return { answer: (await answer?.(about as never)) ?? null }
  } catch (error) {
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** What a process has used and holds now; the embedded store is part of its process. */
export type Usage = { readonly cpuUs: number; readonly residentMb: number }

export function usageNow(): Usage {
  const { user, system } = process.cpuUsage()
  return { cpuUs: user + system, residentMb: process.memoryUsage.rss() / 2 ** 20 }
}

/** Milliseconds by the one clock that all processes of a machine share. */
export const wallMs = (): number => performance.timeOrigin + performance.now()
