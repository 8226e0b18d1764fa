import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AppError } from '../domain/errors.ts'

/** Lines on their way into a file. */
export type OutFile = {
  /** @throws {AppError} `out-file` */
  write(line: string): Promise<void>
  /** @throws {AppError} `out-file` */
  close(): Promise<void>
}

const linesPerWrite = 2_000
const standardOutput = '/dev/stdout'

/**
 * Opens a file of answers, in place of one of that name, and writes its header, so that a name
 * that cannot be written is told before any work. Standard output is written as it stands: opened
 * anew by its name, it would be emptied.
 *
 * @param input  file that is read meanwhile; answers written over it would destroy it
 * @throws {AppError} `out-file`
 */
export async function openOutFile(file: string, header: string, input: string): Promise<OutFile> {
  if (await isSameFile(file, input)) {
    throw new AppError('out-file', `--out: ${file} is the file that is read: expected another`)
  }
  const isStandard = file === standardOutput
  const stream = isStandard ? process.stdout : createWriteStream(file)
  // Each failure is told to the write that it befell.
  stream.on('error', () => undefined)
  const put = (text: string) =>
    new Promise<void>((resolve, reject) => {
      stream.write(text, (cause) => {
        if (!cause) {
          resolve()
          return
        }
        // Whoever read has seen enough, as head has.
        if (isStandard && 'code' in cause && cause.code === 'EPIPE') process.exit()
        reject(new AppError('out-file', `cannot write ${file}: ${cause.message}`, cause))
      })
    })
  let lines: string[] = []
  const flush = () => {
    const text = lines.map((line) => `${line}\n`).join('')
    lines = []
    return put(text)
  }
  await put(`${header}\n`)
  return {
    async write(line) {
      if (lines.push(line) >= linesPerWrite) await flush()
    },
    async close() {
      await flush()
      if (!isStandard) await new Promise<void>((resolve) => stream.end(resolve))
    },
  }
}

/** Under whatever names; a device such as a terminal may be read and written at once. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => stat(file).catch(() => null)))
  return a?.isFile() === true && a.dev === b?.dev && a.ino === b.ino
}
