import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { WebSocket } from 'ws'
import type { Change } from '../domain/alert.ts'
import type { ApiContext } from './api-context.ts'
import type { LiveReading } from './capabilities.ts'
import { streamClientsMax, streamHeartbeatMs, streamPollMs } from './limits.ts'
import { streamShareBytesMin, streamUnsentBytesMax } from './limits.ts'
import { Problem } from './problems.ts'
import { createFacetTests } from './stream-facets.ts'
import { createFrameTexts } from './stream-frames.ts'
import { followChanges } from './stream-follower.ts'
import {
  closeCodes,
  streamBounds,
  StreamReader,
  type Outlet,
  type StreamBounds,
} from './stream-reader.ts'
import { parseStreamRequest, type StreamRequest } from './stream-view.ts'

export type StreamOptions = {
  readonly heartbeatMs?: number
  readonly pollMs?: number
  readonly bounds?: StreamBounds
}

/** All readers of this process, fed by one follower of the log and one of the readings. */
export type StreamHub = {
  readonly readers: () => number
  /** The number of the log it stands at. */
  readonly at: () => number
  readonly join: (request: StreamRequest, outlet: Outlet) => StreamReader
  readonly leave: (reader: StreamReader) => void
  /** Says goodbye to every reader (1001) and follows nothing more. */
  readonly close: () => void
}

type Failed = (error: unknown) => void

/** Opens the hub at the log's head; rejects when the log cannot be read. */
export async function openStreamHub(
  context: ApiContext,
  options: StreamOptions,
  failed: Failed,
): Promise<StreamHub> {
  const { changes, snapshot, readingFeed, network } = context.capabilities
  const { heartbeatMs = streamHeartbeatMs, pollMs = streamPollMs } = options
  const { bufferedBytesMax, stallMs } = options.bounds ?? streamBounds
  const readers = new Set<StreamReader>()
  const bounds: StreamBounds = {
    stallMs,
    /** What may be unsent is shared by all. */
    get bufferedBytesMax() {
      const share = Math.max(streamShareBytesMin, streamUnsentBytesMax / readers.size)
      return Math.min(bufferedBytesMax, share)
    },
  }
  const [texts, tests] = [createFrameTexts(context), createFacetTests(network)]

  /** A fault while serving one reader ends that reader only. */
  const forEach = (serve: (reader: StreamReader) => void) => {
    for (const reader of readers) {
      try {
        serve(reader)
      } catch (error) {
        failed(error)
        reader.close(closeCodes.fault, 'a fault of the server')
      }
    }
  }
  const takeChanges = (page: readonly Change[]) => forEach((reader) => reader.takeChanges(page))
  const takeReadings = (page: readonly LiveReading[]) => {
    texts.nextReadings()
    forEach((reader) => reader.takeReadings(page))
  }

  const follower = await followChanges({ changes, pollMs, take: takeChanges, failed })
  const unsubscribe = readingFeed.subscribe(takeReadings)
  const heart = setInterval(() => forEach((reader) => reader.beat()), heartbeatMs)
  const source = { changes, snapshot, texts, tests, followerAt: follower.at, bounds }
  return {
    readers: () => readers.size,
    at: follower.at,
    join: (request, outlet) => {
      const reader = new StreamReader(request, outlet, source)
      readers.add(reader)
      reader.enter().catch((error: unknown) => {
        failed(error)
        reader.close(closeCodes.fault, 'a fault of the server')
      })
      return reader
    },
    leave: (reader) => {
      readers.delete(reader)
      reader.close(null, 'gone')
    },
    close: () => {
      clearInterval(heart)
      unsubscribe()
      follower.stop()
      forEach((reader) => reader.close(closeCodes.goingAway, 'the server is closing'))
    },
  }
}

/** Bytes are the text of a frame too, made once for all. */
const asText = { binary: false }

function outletOf(
  socket: Pick<WebSocket, 'bufferedAmount' | 'send' | 'close'>,
  connection: Pick<Socket, 'cork' | 'uncork'>,
): Outlet {
  return {
    buffered: () => socket.bufferedAmount,
    send: (text, sent) => socket.send(text, asText, () => sent()),
    together: (work) => {
      connection.cork()
      try {
        work()
      } finally {
        connection.uncork()
      }
    },
    close: (code, reason) => socket.close(code, reason),
  }
}

/** `WS stream?since=&types=&district=&kind=&colour=`; what readers send is not looked at. */
export function registerStream(
  api: FastifyInstance,
  hub: StreamHub,
  { capabilities }: ApiContext,
): void {
  const districts = capabilities.network.districts.map(({ id }) => id)
  api.route({
    method: 'GET',
    url: '/stream',
    schema: { hide: true },
    handler: () => {
      throw new Problem('upgrade-required', 'open a WebSocket here; see /asyncapi.json')
    },
    wsHandler: (socket, request) => {
      const query = new URL(request.url, 'ws://stream').searchParams
      const wanted = parseStreamRequest(query, districts)
      if (typeof wanted === 'string') {
        socket.close(closeCodes.badRequest, wanted)
        return
      }
      if (hub.readers() >= streamClientsMax) {
        socket.close(closeCodes.tooMany, 'too many readers')
        return
      }
      const reader = hub.join(wanted, outletOf(socket, request.raw.socket))
      socket.on('close', () => hub.leave(reader))
    },
  })
}
