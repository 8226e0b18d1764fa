/** What is told on standard error: lines, and one of progress that a terminal overwrites. */
export function createStderrReport() {
  const { stderr } = process
  const clear = stderr.isTTY ? '\r\x1b[K' : ''
  return {
    notice: (line: string) => void stderr.write(`${clear}${line}\n`),
    progress: (line: string) => void stderr.write(stderr.isTTY ? `${clear}${line}` : `${line}\n`),
    /** Leaves the line of progress for what is told next. */
    end(): void {
      if (stderr.isTTY) stderr.write('\n')
    },
  }
}
