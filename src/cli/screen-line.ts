import { secondMs } from '../domain/time.ts'

export type Screen = { readonly isTTY?: boolean; write(text: string): unknown }

/** One line that a screen shows anew, at most once a second; whoever logs is told nothing. */
export function createScreenLine(screen: Screen = process.stderr, now = () => performance.now()) {
  let toldAt = now()
  let isTold = false
  return {
    tell(text: () => string): void {
      if (!screen.isTTY || now() - toldAt < secondMs) return
      toldAt = now()
      isTold = true
      screen.write(`\r${text()}`)
    },
    /** Leaves the line for what is told next. */
    end(): void {
      if (isTold) screen.write('\n')
    },
  }
}
