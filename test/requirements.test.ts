import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** The table of what the plan asks: each clause once, and what shows it is there. */
const root = join(import.meta.dirname, '..')
const rows = readFileSync(join(root, 'docs/REQUIREMENTS.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| R\d/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))

it('has every clause once, in order', () => {
  const numbers = Array.from({ length: 54 }, (_, index) => `R${index + 1}`)
  expect(rows.map(([, number]) => number)).toEqual(numbers)
})

it('names tests and scripts that there are', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: object
  }
  const named = rows.flatMap((cells) =>
    [...cells[4]!.matchAll(/`([^`]+)`/g)].map(([, one]) => one!),
  )
  const isThere = (one: string) =>
    existsSync(join(root, one)) || Object.hasOwn(scripts, one.replace('npm run ', ''))
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter((one) => !isThere(one))).toEqual([])
})
