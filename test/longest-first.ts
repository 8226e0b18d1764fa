import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Last longest, though their files are short. */
const longest = ['prove-alerts', 'engine-command', 'kill-walk', 'prove-ingest', 'page.browser']
const isLong = ({ moduleId }: TestSpecification) =>
  longest.some((name) => moduleId.endsWith(`/${name}.test.ts`))

/** Begins with what lasts longest, so that no worker is left with it alone at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}
