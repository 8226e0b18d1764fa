import { describe, expect, it } from 'vitest'
import { createLineFinder } from './json-lines.ts'

const text = `{
  "title": "a, {b}: [c] \\" \\n",
  "rules": [
    { "id": "x", "hold": {
        "results": 2 } },
    {
      "id": "y", "list": [],
      "deep": [[1,
        2]]
    }
  ],
  "": { "k": null },
  "last": -1e3
}`

describe('lines of a JSON text', () => {
  const lineOf = createLineFinder(text)
  it.each([
    ['', 1],
    ['title', 2],
    ['rules', 3],
    ['rules[0].id', 4],
    ['rules[0].hold.results', 5],
    ['rules[1]', 6],
    ['rules[1].list', 7],
    ['rules[1].deep[0][1]', 9],
    ['last', 13],
  ])('%s stands in line %d', (place, line) => {
    expect(lineOf(place)).toBe(line)
  })

  it.each([
    ['rules[1].hold.results', 6],
    ['rules[7]', 3],
    ['nothing.here[0]', 1],
  ])('%s is not there: the nearest around it is in line %d', (place, line) => {
    expect(lineOf(place)).toBe(line)
  })
})
