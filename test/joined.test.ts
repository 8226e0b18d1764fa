import { describe, expect, it } from 'vitest'
import { createJoined } from '../src/joined.ts'

type Work = { readonly items: readonly number[]; end(error?: Error): void }

/** Works that end when they are told to. */
function openJoined(max = 10) {
  const works: Work[] = []
  const join = createJoined<number>(
    (items) =>
      new Promise((resolve, reject) => {
        works.push({ items, end: (error) => (error === undefined ? resolve() : reject(error)) })
      }),
    { max, passes: (error) => (error as Error).message === 'away' },
  )
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return { works, join, turn, done: () => works.map(({ items }) => items) }
}

describe('works that are joined', () => {
  it('begins at once, and takes what came meanwhile together, in its order', async () => {
    const { works, join, turn, done } = openJoined()
    const asked = [[1], [2, 3], [4]].map((items) => join(items))
    expect(done()).toEqual([[1]])
    works[0]!.end()
    await turn()
    expect(done()).toEqual([[1], [2, 3, 4]])
    works[1]!.end()
    await Promise.all(asked)
  })

  it('keeps to its bound, but for one who alone asks for more', async () => {
    const { works, join, turn, done } = openJoined(2)
    const asked = [[1], [2], [3], [4, 5, 6], [7]].map((items) => join(items))
    for (let nth = 0; nth < 4; nth += 1) {
      works[nth]!.end()
      await turn()
    }
    expect(done()).toEqual([[1], [2, 3], [4, 5, 6], [7]])
    await Promise.all(asked)
  })

  it('lets fail only who gave what fails', async () => {
    const { works, join, turn, done } = openJoined()
    const asked = [[1], [2], [3]].map((items) => join(items).then(() => 'done', String))
    works[0]!.end()
    await turn()
    works[1]!.end(new Error('wrong'))
    await turn()
    works[2]!.end(new Error('wrong'))
    await turn()
    works[3]!.end()
    expect(await Promise.all(asked)).toEqual(['done', 'Error: wrong', 'done'])
    expect(done()).toEqual([[1], [2, 3], [2], [3]])
  })

  it('lets all ask again when the failure passes', async () => {
    const { works, join, turn, done } = openJoined()
    const asked = [[1], [2], [3]].map((items) => join(items).then(() => 'done', String))
    works[0]!.end()
    await turn()
    works[1]!.end(new Error('away'))
    expect(await Promise.all(asked)).toEqual(['done', 'Error: away', 'Error: away'])
    expect(done()).toEqual([[1], [2, 3]])
  })
})
