import { expect, it } from 'vitest'
import { createFigures, packedKind } from './packed.ts'

const kind = packedKind({ level: 0, guard: 1 })

it('keeps records of one array apart, whatever comes after them', () => {
  const figures = createFigures()
  const first = kind.create(figures, 2)
  first.level = 7.5
  figures.values[first.from + kind.size + 1] = 3
  const second = kind.create(figures)
  second.guard = 2
  expect(kind.save(first)).toEqual({ level: 7.5, guard: 1 })
  expect(kind.save(second)).toEqual({ level: 0, guard: 2 })
  expect(figures.values).toEqual([7.5, 1, 0, 3, 0, 2])
})

it('becomes what was saved of another', () => {
  const one = Object.assign(kind.create(createFigures()), { level: 7.5, guard: 2 })
  const other = Object.assign(kind.create(createFigures()), kind.save(one))
  expect(kind.save(other)).toEqual({ level: 7.5, guard: 2 })
})
