import type { SessionReceipt } from '../domain/queries.ts'
import type { Receipt } from '../pipeline.ts'
import { importSession, readImportRows, type ImportMapping } from './import-rows.ts'
import { createReplayTally, type ReplaySums } from './replay-tally.ts'

/** Bounds of an import. */
const importLimits = {
  /** Messages on their way into the store: five commits of messages of ten values. */
  inHandMax: 2_000,
  progressMs: 1_000,
} as const

export type ImportOptions = ImportMapping & { readonly file: string; readonly station: string }

/** The way into the store; opened by whoever runs the import. */
export type ImportDoor = {
  /** What an earlier run of this session made durable; null: nothing. */
  earlier(station: string, session: string): Promise<SessionReceipt | null>
  /** Resolves with the receipt once the message is durable or refused. */
  take(topic: string, payload: Uint8Array): Promise<Receipt | null>
}

export type ImportReport = {
  refused(line: string): void
  /** Bytes of the file that were read, and values that are through. */
  progress(bytes: number, values: number): void
}

/** Sums of all runs of an import, in values, and how much of them was there before this run. */
export type ImportSums = ReplaySums & { readonly valuesBefore: number }

/**
 * Sends the rows of a file as back-filled observations of one station, in file order. What an
 * earlier run of the same import made durable is not sent again, and its sums are added.
 *
 * @throws {AppError} `import-file`, `import-column`, or what the door throws
 */
export async function runImport(
  options: ImportOptions,
  door: ImportDoor,
  report: ImportReport,
): Promise<ImportSums> {
  const session = await importSession(options.file, options)
  const earlier = await door.earlier(options.station, session)
  const durableSeq = earlier?.lastSeq ?? 0
  const tally = createReplayTally(session)
  const window = createWindow()
  const topic = `qingliu/v1/${options.station}/obs`
  let [seq, valuesBefore, bytes] = [0, 0, 0]
  const progress = () => report.progress(bytes, valuesBefore + settledValues(tally.sums()))
  // What fails behind the door ends the process, whoever still waits.
  const timer = setInterval(progress, importLimits.progressMs).unref()
  try {
    const onBytes = (more: number) => void (bytes += more)
    for await (const { line, values, observation } of readImportRows(
      options.file,
      options,
      onBytes,
    )) {
      seq += 1
      if (seq <= durableSeq) {
        valuesBefore += values
        continue
      }
      await window.room()
      tally.expect(seq, values)
      const message = { ...observation, id: `line-${line}`, session, seq }
      const taken = door.take(topic, Buffer.from(JSON.stringify(message)))
      window.add(taken, (receipt) => {
        tally.take(receipt)
        for (const { code, detail } of receipt.refused) {
          report.refused(`line ${line}: ${code}: ${detail}`)
        }
      })
    }
  } finally {
    await window.empty().finally(() => clearInterval(timer))
  }
  progress()
  return withEarlier(tally.sums(), earlier, valuesBefore)
}

const settledValues = ({ stored, duplicate, revised, refused }: ReplaySums) =>
  stored + duplicate + revised + refused

function withEarlier(
  sums: ReplaySums,
  earlier: SessionReceipt | null,
  valuesBefore: number,
): ImportSums {
  const before = earlier?.sums ?? { stored: 0, duplicate: 0, revised: 0, refused: 0 }
  const all = {
    ...sums,
    values: sums.values + valuesBefore,
    stored: sums.stored + before.stored,
    duplicate: sums.duplicate + before.duplicate,
    revised: sums.revised + before.revised,
    refused: sums.refused + before.refused,
  }
  const addsUp = all.unanswered === 0 && all.values === settledValues(all)
  return { ...all, addsUp, valuesBefore }
}

/** What is on its way, up to a number; the first failure is thrown to whoever waits. */
function createWindow() {
  let inHand = 0
  let failure: { readonly cause: unknown } | null = null
  let wake: () => void = () => undefined
  const downTo = async (count: number) => {
    while (failure === null && inHand > count)
      await new Promise<void>((resolve) => (wake = resolve))
    if (failure !== null) throw failure.cause
  }
  return {
    add(taken: Promise<Receipt | null>, onReceipt: (receipt: Receipt) => void): void {
      inHand += 1
      taken
        .then((receipt) => {
          if (receipt !== null) onReceipt(receipt)
        })
        .catch((cause: unknown) => (failure ??= { cause }))
        .finally(() => {
          inHand -= 1
          wake()
        })
    },
    room: () => downTo(importLimits.inHandMax - 1),
    empty: () => downTo(0),
  }
}
