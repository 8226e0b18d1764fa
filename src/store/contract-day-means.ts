import { expect, it } from 'vitest'
import { batchOf, commitRow, newSeries, startAt, stepMs } from './contract-examples.ts'
import { validMeans } from './day-means.ts'
import { createReadingCommitter } from './readings-commit.ts'
import type { Opened } from './store-contract.ts'

/** Means of what is fit for publication. */
export function dayMeansContract(opened: Opened): void {
  it('are of valid readings in the stretch, pH as hydrogen activity', async () => {
    const db = opened()
    const id = await newSeries(db, 'means')
    const { commit } = createReadingCommitter(db)
    const values = [6, 8, 7, 9, 5]
    const flags = [1, 2, 3, 4, 1] as const
    await commit(batchOf(values.map((value, at) => commitRow(id, at, { value, flag: flags[at]! }))))
    const asked = {
      ...{ station: 'means', parameter: 'w01009', period: 'PT0S', from: startAt },
      to: startAt + 4 * stepMs,
    }
    const found = { station: 'means', parameter: 'w01009', count: 2 }
    expect(await validMeans(db, [asked], [])).toEqual([{ ...found, mean: 7 }])
    const activity = -Math.log10((10 ** -6 + 10 ** -8) / 2)
    expect(await validMeans(db, [asked], ['w01009'])).toEqual([
      { ...found, mean: expect.closeTo(activity, 9) as number },
    ])
    const others = [
      { ...asked, station: 'nowhere' },
      { ...asked, period: 'PT1H' },
      { ...asked, from: startAt + 2 * stepMs },
    ]
    expect(await validMeans(db, others, [])).toEqual([])
  })

  it('of numbers of cells are not taken for acidity', async () => {
    const db = opened()
    const id = await newSeries(db, 'cells')
    await createReadingCommitter(db).commit(batchOf([commitRow(id, 0, { value: 3e7 })]))
    const asked = { station: 'cells', parameter: 'w01009', period: 'PT0S' }
    const day = { from: startAt, to: startAt + stepMs }
    expect(await validMeans(db, [{ ...asked, ...day }], ['w01001'])).toMatchObject([{ mean: 3e7 }])
  })
}
