import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { missingOption, names } from './arguments.ts'

describe('names', () => {
  it.each([
    ['a,b', ['a', 'b']],
    [' a , b c ', ['a', 'b c']],
    ['"oxygen, mg/L",temp', ['oxygen, mg/L', 'temp']],
    ['5" pipe,a', ['5" pipe', 'a']],
    ['a,a', ['a']],
  ])('are read of %j', (text, expected) => expect(names(text)).toEqual(expected))

  it('are added up where they are given again', () => {
    expect(names('b,a', ['a'])).toEqual(['a', 'b'])
  })

  it.each(['', ',a', 'a,,b', '"a'])('are not read of %j', (text) => {
    expect(() => names(text)).toThrow('expected names')
  })
})

describe('--missing', () => {
  const missing = (...args: string[]) => {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
    program.addOption(missingOption()).parse(args, { from: 'user' })
    return [...program.opts<{ missing: Set<number> }>().missing]
  }

  it.each([
    [[], []],
    [['--missing', '-9999'], [-9999]],
    [['--missing=-9999,7999'], [-9999, 7999]],
    [
      ['--missing=-9999', '--missing=7999'],
      [-9999, 7999],
    ],
    [['--missing='], []],
  ])('%j: %j', (args, expected) => expect(missing(...args)).toEqual(expected))

  it('takes no word', () => expect(() => missing('--missing=none')).toThrow('expected numbers'))
})
