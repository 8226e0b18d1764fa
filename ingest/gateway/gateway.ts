import type { AppError } from '../../src/domain/errors.ts'
import type { ChecksumTest } from '../decode/hj212/frame.ts'
import { openForwarder, type Forwarder } from './forwarder.ts'
import { gatewayLimits, type GatewayLimits } from './gateway-limits.ts'
import { headOf, type LoggerFrame } from './logger-frame.ts'
import { openLoggerServer } from './logger-server.ts'
import { openSpool, type Place, type Spool, type SpoolOptions } from './spool.ts'

export type GatewayOptions = {
  readonly host: string
  /** Port for HJ 212 data loggers; 0: any free port. */
  readonly port: number
  /** Station of each logger by its number (MN). */
  readonly stations: ReadonlyMap<string, string>
  readonly mqttUrl: string
  readonly spoolPath: string
  /** Checksum of loggers that do not compute it over what they send. */
  readonly checksumOf?: (arrived: Uint8Array) => ChecksumTest
  readonly report: (line: string) => void
  /** The disk failed for good: nothing is taken any more. */
  readonly onFailure: (error: AppError) => void
  readonly limits?: Partial<GatewayLimits>
  readonly sync?: NonNullable<SpoolOptions['sync']>
}

export type GatewayCounts = {
  readonly received: number
  readonly answered: number
  readonly published: number
  readonly receipted: number
  /** In the spool, published or not. */
  readonly waiting: number
  /** Of these, from loggers without a station. */
  readonly stray: number
  /** Not taken, since the spool was full. */
  readonly refused: number
  /** Broken frames, wrong checksums, text between frames. */
  readonly broken: number
}

export type Gateway = {
  readonly port: number
  counts(): GatewayCounts
  isConnected(): boolean
  /** Takes nothing more, answers what was taken, leaves the rest in the spool. */
  close(): Promise<void>
}

/**
 * From data loggers to the engine: HJ 212 over TCP in, MQTT out, a file between the two.
 *
 *     frame → spool, synced → answer to the logger
 *                └→ published → receipt of the engine → done
 *
 * An answer says that the frame is on this disk; it is kept there until the engine says that it is
 * in the store. So neither side has to be there for the other.
 *
 * @throws {AppError} `spool-file`, `gateway-port`
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const limits = { ...gatewayLimits, ...options.limits }
  const { report, onFailure, sync } = options
  const spool = await openSpool({
    ...{ path: options.spoolPath, limits, report, onFailure },
    ...(sync !== undefined && { sync }),
  })
  reportFound(spool, report)
  const stations = new Set(options.stations.values())
  const forwarder = openForwarder({ url: options.mqttUrl, stations, spool, limits, report })
  const intake = new Intake(options, limits, spool, forwarder)
  for (const place of spool.waiting()) intake.sort(headOf(spool.read(place))?.mn ?? null, place)
  const server = await openLoggerServer({
    ...{ host: options.host, port: options.port, limits, report },
    ...(options.checksumOf !== undefined && { checksumOf: options.checksumOf }),
    take: (frames) => intake.take(frames),
  }).catch(async (error: unknown) => {
    await forwarder.close()
    await spool.close()
    throw error
  })
  return {
    port: server.port,
    isConnected: () => forwarder.isConnected(),
    counts: () => {
      const { published, receipted } = forwarder.counts()
      const { stray, refused } = intake
      const waiting = spool.size().frames
      return { ...server.counts(), published, receipted, waiting, stray, refused }
    },
    async close() {
      await server.close()
      await forwarder.close()
      await spool.close()
    },
  }
}

function reportFound({ found }: Spool, report: (line: string) => void): void {
  const { tornBytes, damagedBytes } = found
  if (tornBytes > 0) report(`spool: ${tornBytes} bytes cut off that a crash left unfinished`)
  if (damagedBytes > 0) report(`spool: ${damagedBytes} damaged bytes passed over`)
}

/** Puts frames into the spool and hands them to the forwarder, those with a station. */
class Intake {
  stray = 0
  refused = 0
  #strayBytes = 0
  #isFull = false
  readonly #reported = new Set<string | null>()
  readonly #options: GatewayOptions
  readonly #strayBytesMax: number
  readonly #spool: Spool
  readonly #forwarder: Forwarder

  constructor(options: GatewayOptions, limits: GatewayLimits, spool: Spool, forwarder: Forwarder) {
    this.#options = options
    this.#strayBytesMax = limits.strayShareMax * limits.spoolBytesMax
    this.#spool = spool
    this.#forwarder = forwarder
  }

  /** Resolves with those that are on the disk now. */
  async take(frames: readonly LoggerFrame[]): Promise<readonly LoggerFrame[]> {
    const wanted = this.#hasRoomForStray(frames)
      ? frames
      : frames.filter(({ head }) => this.#stationOf(head.mn) !== undefined)
    const places = await this.#spool.append(wanted.map(({ bytes }) => bytes))
    this.#tellWhenFull(places === null || wanted.length < frames.length)
    const taken = places === null ? [] : wanted
    this.refused += frames.length - taken.length
    for (const [n, { head }] of taken.entries()) this.sort(head.mn, places![n]!)
    return taken
  }

  /** Loggers without a station must not take the room of those that have one. */
  #hasRoomForStray(frames: readonly LoggerFrame[]): boolean {
    const stray = frames.filter(({ head }) => this.#stationOf(head.mn) === undefined)
    const bytes = stray.reduce((sum, frame) => sum + frame.bytes.length, 0)
    return bytes === 0 || this.#strayBytes + bytes <= this.#strayBytesMax
  }

  sort(mn: string | null, place: Place): void {
    const station = this.#stationOf(mn)
    if (station !== undefined) {
      this.#forwarder.add(station, place)
      return
    }
    this.stray += 1
    this.#strayBytes += place.bytes
    if (this.#reported.has(mn) || this.#reported.size >= reportedMax) return
    this.#reported.add(mn)
    this.#options.report(`MN ${mn ?? '(none)'} has no station: its frames are kept, not published`)
  }

  #stationOf(mn: string | null): string | undefined {
    return mn === null ? undefined : this.#options.stations.get(mn)
  }

  #tellWhenFull(isFull: boolean): void {
    if (isFull && !this.#isFull) {
      this.#options.report('spool: full, frames are not answered: the loggers keep them')
    }
    if (!isFull && this.#isFull) this.#options.report('spool: has room again')
    this.#isFull = isFull
  }
}

/** So many numbers without a station are named; a logger that makes up numbers is one too many. */
const reportedMax = 100
