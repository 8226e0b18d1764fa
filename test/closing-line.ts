import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with one plain line that any machine can read: `N passed, N failed, N skipped`. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0 }
    const skipped: string[] = []
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) count.failed += 1
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'pending') continue
        count[state] += 1
        if (state === 'skipped') skipped.push(test.fullName)
      }
    }
    for (const name of skipped) console.log(`skipped: ${name}`)
    const { passed, failed } = count
    console.log(`${passed} passed, ${failed} failed, ${count.skipped} skipped`)
  }
}

// The runner loads a custom reporter by a module's default export only.
export default ClosingLine
