import { loadSettings } from '../config/settings.ts'
import { describeFailure } from './describe-failure.ts'

/** Settings in force, or exit code 2 with one line per fault. */
export function settingsOrExit(): ReturnType<typeof loadSettings> {
  try {
    return loadSettings(process.env, process.cwd())
  } catch (error) {
    console.error(describeFailure(error))
    process.exit(2)
  }
}
