/** Bounds of the HTTP door; every buffer, page and window it holds, with its arithmetic. */

/** A step with a few kilobytes of data and attachment names fits a thousand times over. */
export const bodyBytesMax = 1_048_576
/** A step's data are fields, some of them tables: four levels. What is read calls itself by level. */
export const bodyDepthMax = 32
/** A photograph has 3 to 6 MB, a scanned record 10, a minute of a recorder's film 15. */
export const attachmentBytesMax = 16 * 1_048_576
/** A register's table: 20,000 rows of 500 bytes are 10 MB. */
export const registerBytesMax = 16 * 1_048_576
/** A day in the field: eight steps at a dozen sites. */
export const fieldStepsMax = 100
/** Node takes 16 KB of a request's line and headers: no part of a path is longer. */
export const pathLengthMax = 16_384
/** Page sizes of contract §3; 1,000 readings are about 300 KB of JSON. */
export const pageLimitMax = 1_000
export const pageLimitDefault = 100
/** A page cursor of ours is far shorter; longer ones are not looked at. */
export const cursorLengthMax = 512
/** Free text of a person; a paragraph of 2,000 Chinese characters fits twice. */
export const textLengthMax = 4_000
/** A UUID has 36 characters, an entity path with a time some 100. */
export const idempotencyKeyLengthMax = 255

/** Alerts of the feed, some 600 bytes each: 60 KB. */
export const feedEntriesMax = 100

/** Figures of the alarm system are made anew for a scrape once in so long: a page or two of the log. */
export const alarmFiguresMs = 60_000

/** An idle reader holds some 25 KB: 12,000 are 300 MB, and as many descriptors of the system. */
export const streamClientsMax = 12_000
/** Unsent numbered frames of one reader: about 350 alert frames of 1.5 KB, beyond the kernel's. */
export const streamBufferedBytesMax = 524_288
/** Of all readers together: 500 that are stuck may each hold as much as above, */
export const streamUnsentBytesMax = 268_435_456
/** and of more each its share, but never less than 40 frames: 12,000 that are stuck hold 768 MB. */
export const streamShareBytesMin = 65_536
/** Reading frames stop here, so that they never push a reader over the bound above. */
export const streamReadingBufferedBytesMax = 65_536
/** Newest values kept for a slow reader: twice the 10,000 series of the design's budget. */
export const streamPendingSeriesMax = 20_000
/** Changes read from the log at once when catching up: about 300 KB of frames. */
export const streamPageLength = 200
/** Changes looked through for the last of a view that a reader comes back to: 50 questions, some 0.2 s. */
export const streamLookBackMax = 10_000
/** A reader that takes nothing for so long while catching up is closed as too slow. */
export const streamStallMs = 30_000
/** The log is looked at this often without a wake-up; a wake-up makes it at once. */
export const streamPollMs = 1_000
/** Contract §3: a heartbeat each 10 s. */
export const streamHeartbeatMs = 10_000
/** Nothing is expected from a reader; a few bytes of a curious one do no harm. */
export const streamInboundBytesMax = 4_096
/** How long a reader has to answer our closing before its socket is cut at shutdown. */
export const streamCloseGraceMs = 1_000
