/** Bounds of the store, each with its arithmetic and reason. */

/** Rows one page of a read may hold, whoever asks; the outer face promises at most 1,000. */
export const pageRowsMax = 1_000

/** Rows of one step of a re-fold or of checking the log: some 5 MB in hand at 500 bytes a row. */
export const foldRowsMax = 10_000

/**
 * Rows after which `series_latest` is brought up to date. An upsert with each batch costs 8 µs a
 * series (2026-11, 2 cores, embedded), as much as storing the row; at 5,000 rows of 350 series less
 * than a tenth of it, some 5 ms for which one commit in many waits. A reader of `series_newest`
 * looks through at most these rows more.
 */
export const latestLagRowsMax = 5_000

/** Sessions answered for a station: newest first, the rest is history. */
export const receiptSessionsMax = 100

/**
 * Gaps of one session kept one by one: 1,000 are 20 KB, rewritten with each of its messages. Then
 * all but the newest 500 are folded into a count, so that this is done once in 500 gaps.
 */
export const receiptGapsMax = 1_000
export const receiptGapsKept = 500

/**
 * Checkpoint parts in one statement: 10 of 2 KB are some 2 ms, for which commits wait in the embedded
 * store's one session. On a server none waits, and each statement costs it a flush: 500 are 2 MB.
 */
export const checkpointPartsPerStatement = { embedded: 10, server: 500 } as const
/** Such a step is followed by so many times its length of rest; a server has other sessions. */
export const checkpointRestFactor = { embedded: 3, server: 0 } as const

/** Changes appended by one statement: bodies of some KB each, a few MB of text. */
export const changesPerStatement = 1_000

/** Changes of one alert read at once, its newest: bodies of 2 to 3 KB, 3 MB. */
export const changesOfOneMax = 1_000

/** Deadlines taken by one transaction, each with its workflow in hand; the next goes on. */
export const overduePerTick = 200

/** Rows of one list of a half-year's digest: a page nobody reads beyond, some 2 MB. */
export const digestRowsMax = 1_000

/** Changes read at once for a package of evidence: bodies of some KB, of long workflows 1 MB. */
export const evidenceChangesPage = 20

/** Entries of a register written by one statement: of 700 bytes, 0.7 MB of text. */
export const registerEntriesPerStatement = 1_000
/** Versions of one entry answered: some 0.7 MB. */
export const registerVersionsMax = 1_000

/** A piece of an attachment, as large as the largest refused payload: see `backupRowsWide`. */
export const attachmentPieceBytes = 256 * 1024

/** Changes of alerts read at once for figures: nine fields of each are 200 bytes, 0.4 MB. */
export const movesPageRows = 2_000
/** Open alerts read at once for figures, at 200 bytes: 10 MB; each fingerprint has one at most. */
export const openAlertsMax = 50_000

/** Pooled connections to a server: the writer, the log, maintenance, and a handful of readers. */
export const poolConnectionsMax = 8

/** No statement of ours runs longer on purpose; one that does would hold the commit back. */
export const statementTimeoutMs = 30_000

/**
 * Time after which an answer is given up and its connection with it: the server would have
 * cancelled the statement by then, so the line is dead, which TCP itself notices in 15 minutes.
 */
export const answerTimeoutMs = statementTimeoutMs + 10_000

/**
 * Rows of one block of a backup: 5,000 of fixed width are 0.5 MB of text. Others may hold a refused
 * payload of 256 KB, spelled as hexadecimal digits: 32 of them are 17 MB, a few times in memory.
 */
export const backupRowsNarrow = 5_000
export const backupRowsWide = 32

/** Bytes of a block, of a line, beyond which a file is no backup of ours; twice what can come. */
export const backupBlockBytesMax = 64 * 1024 * 1024
export const backupLineBytesMax = 1024 * 1024

/**
 * Ingest numbers summed into hours by one step: some 6 ms, for which the one session of the
 * embedded store makes commits wait. Steps of one turn: 2.8 M numbers, with their rests a minute.
 */
export const aggregateNumbersMax = 2_000
export const aggregateStepsMax = 1_400

/**
 * Hours of series in one piece of what the path itself sums: an upsert of 15 µs each in the embedded
 * store, some 3 ms; a batch of old readings, or of many series, may bring 4,000 more. 100,000 in all
 * pieces are 15 MB.
 */
export const hourSumsPerPiece = 200
export const hourSumsMax = 100_000

/** A step of upkeep is followed by so much more of rest, so that few commits wait for one. */
export const upkeepRestFactor = 6

/** Refusals deleted by one statement, each of up to 256 KB: at most 256 MB of dead rows. */
export const purgeRowsMax = 1_000
/** Purging statements of one turn; the next minute goes on. */
export const purgeStepsMax = 200

/** Patterns of one station that are held against an event: at 1 KB, and compared in microseconds. */
export const patternsPerStationMax = 200

/** Time a first connection to a server may take before the start fails. */
export const connectTimeoutMs = 10_000

/** How often a taken claim to the writing is asked for again, and a held one is seen to be held. */
export const claimAskMs = 200
export const claimBeatMs = 5_000

/** A listening connection that was lost is made again after it; the log is polled meanwhile. */
export const listenAgainMs = 1_000

/** A unix socket's path holds 104 bytes on macOS, 108 on Linux, with its closing zero. */
export const socketPathBytesMax = 100

/** Cases of a year that a review draws from, of one sheet: 20,000 ids are 1 MB of its record. */
export const reviewCandidatesMax = 20_000
/** Reviews told at once, each of up to 1,000 steps: one a year for twenty years, some 10 MB. */
export const reviewsListedMax = 20
