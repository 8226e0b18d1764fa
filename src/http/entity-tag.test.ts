import { describe, expect, it } from 'vitest'
import { entityTag, parseIfMatch } from './entity-tag.ts'

describe('parseIfMatch', () => {
  it.each([
    [undefined, null],
    [' ', null],
    ['*', 'any'],
    [entityTag(7), new Set([7])],
    ['"7", "8"', new Set([7, 8])],
    ['7', new Set([7])],
    ['W/"7"', new Set()],
    ['"x"', new Set()],
  ])('reads %s', (header, ifMatch) => {
    expect(parseIfMatch(header)).toEqual(ifMatch)
  })
})
