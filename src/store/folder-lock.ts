import { createHash, randomUUID } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../domain/errors.ts'
import { socketPathBytesMax } from './limits.ts'

/**
 * Lock on a folder that dies with its process: a listening unix socket. A process that was
 * killed leaves the socket's file behind, but nobody answers there, so the next one takes it.
 * (A pid file would not do: containers reuse process ids.)
 *
 * @param folder  absolute path of an existing folder, spelled the same by every process
 * @returns gives the lock back
 * @throws {AppError} `store-locked` when a living process holds it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = socketPath(folder)
  for (let attempt = 0; attempt < 3; attempt++) {
    const release = await listenOn(path)
    if (release !== null) return release
    if (await answers(path)) break
    // Moved before it is removed: what another process put here meanwhile is not lost.
    const aside = `${path}.${randomUUID().slice(0, 8)}`
    if (!moved(path, aside)) continue
    if (await answers(aside)) {
      moved(aside, path)
      break
    }
    rmSync(aside, { force: true })
  }
  throw new AppError(
    'store-locked',
    `store ${folder}: in use by another process; stop it, or set QINGLIU_DATA to another folder`,
  )
}

function socketPath(folder: string): string {
  const inside = join(folder, 'lock')
  if (Buffer.byteLength(inside) <= socketPathBytesMax) return inside
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return join(tmpdir(), `qingliu-${digest}`)
}

/** Null when the path is taken, by the living or the dead. */
async function listenOn(path: string): Promise<(() => Promise<void>) | null> {
  const server = createServer((socket) => socket.destroy())
  server.unref()
  const taken = await new Promise<boolean>((resolve, reject) => {
    server.once('listening', () => resolve(false))
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(true)
      else reject(new AppError('store-folder', `store: cannot lock at ${path}`, error))
    })
    server.listen(path)
  })
  if (taken) return null
  return () => new Promise((resolve) => server.close(() => resolve()))
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch {
    return false
  }
}
