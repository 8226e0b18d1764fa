import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/** Writes a file beside its name, and gives it the name once it is whole; cut, nothing is left. */
export async function writeWhole(
  file: string,
  content: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const unfinished = `${file}.part`
  try {
    await pipeline(content, createWriteStream(unfinished))
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}
