import { execFile, execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { NativeServer } from '../test/native-server.ts'

const run = promisify(execFile)

/** A small file system under the database's data that can be filled to the last byte. */
export type SmallDisk = {
  fill(): Promise<void>
  free(): Promise<void>
  /** To be called before the server's folder is removed, and after the server has stopped. */
  unmount(): Promise<void>
}

/**
 * Moves a server's data to a memory disk of limited size; the server is restarted on it.
 *
 * @returns null where none can be mounted, with the server as it was
 */
export async function mountSmallDisk(
  server: NativeServer,
  megabytes: number,
): Promise<SmallDisk | null> {
  const { folder } = server
  const aside = `${folder}-aside`
  await server.crash()
  try {
    const { uid, gid } = statSync(folder)
    await run('cp', ['-a', folder, aside])
    const options = `size=${megabytes}m,uid=${uid},gid=${gid},mode=700`
    await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
    await run('cp', ['-a', `${aside}/.`, folder])
  } catch (error) {
    console.warn(`small disk: ${error instanceof Error ? error.message : String(error)}`)
    return null
  } finally {
    await rm(aside, { recursive: true, force: true })
    await server.restart()
  }
  const leave = () => execFileSync('umount', ['--lazy', folder])
  process.once('exit', leave)
  const ballast = join(folder, 'ballast')
  return {
    async fill() {
      // Fails on the last bytes, having taken all there is.
      await run('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M']).catch(() => undefined)
    },
    free: () => rm(ballast, { force: true }),
    async unmount() {
      process.off('exit', leave)
      await run('umount', ['--lazy', folder])
    },
  }
}
