import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { quoted, type Listening } from './db.ts'
import { connectTimeoutMs, listenAgainMs } from './limits.ts'

/**
 * Listens on a connection of its own, which is made again when it is lost; what was said meanwhile
 * nobody knows, so `heard` is called for each new connection too.
 *
 * @param url  `postgres://…`
 */
export function listenOn(url: string, channel: string, heard: () => void): Listening {
  const closing = new AbortController()
  const { signal } = closing
  const listenOnce = async () => {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
    })
    const lost = new Promise<void>((resolve) => {
      client.on('error', () => resolve())
      client.on('end', () => resolve())
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    client.on('notification', heard)
    try {
      await client.connect()
      await client.query(`LISTEN ${quoted(channel)}`)
      heard()
      await lost
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  const listening = async () => {
    while (!signal.aborted) {
      await listenOnce().catch(() => undefined)
      await wait(listenAgainMs, null, { ref: false, signal }).catch(() => undefined)
    }
  }
  const ended = listening()
  return {
    close: async () => {
      closing.abort()
      await ended
    },
  }
}
