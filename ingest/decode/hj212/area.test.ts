import { describe, expect, it } from 'vitest'
import { parseArea } from './area.ts'

/** What was found of each factor, without what is absent. */
function factorsOf(text: string) {
  return parseArea(text).factors.map(({ code, rtd, avg, flag, sampleTime, repeated }) => {
    const fields = { rtd, avg, flag, sampleTime, repeated: repeated || null }
    return [code, Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))]
  })
}

describe('parseArea', () => {
  it.each([
    [
      'fields by comma, factors by semicolon',
      'a-Rtd=1,a-Flag=N;b-Rtd=2',
      [
        ['a', { rtd: '1', flag: 'N' }],
        ['b', { rtd: '2' }],
      ],
    ],
    [
      'the two mixed up',
      'a-Rtd=1;b-Rtd=2;a-Flag=M',
      [
        ['a', { rtd: '1', flag: 'M' }],
        ['b', { rtd: '2' }],
      ],
    ],
    ['blanks everywhere', ' a-Avg = 3.1 , a -Flag= N ;;, ', [['a', { avg: '3.1', flag: 'N' }]]],
    ['full-width blanks', '\u3000a-Avg=\u30003.1\u3000', [['a', { avg: '3.1' }]]],
    [
      'a decimal comma, which is no number',
      'a-Rtd=3,62;b-Rtd=1',
      [
        ['a', { rtd: '3,62' }],
        ['b', { rtd: '1' }],
      ],
    ],
    ['a field twice', 'a-Rtd=1;a-Rtd=1', [['a', { rtd: '1', repeated: true }]]],
    ['a field that is not read', 'a-Min=1,a-Min=2,a-Cou=3', [['a', {}]]],
    ['a name within a name', 'a-Rtds=1,a-ZsRtd=2,a-rtd=3', [['a', {}]]],
    ['a hyphen in a code', 'a-1-Rtd=1', [['a-1', { rtd: '1' }]]],
    [
      'a code that begins another',
      'ab-Rtd=1;a-Rtd=2',
      [
        ['ab', { rtd: '1' }],
        ['a', { rtd: '2' }],
      ],
    ],
    ['an equals sign in a value', 'a-SampleTime=1=2', [['a', { sampleTime: '1=2' }]]],
    ['a hyphen in a value', 'x=-1;a-Rtd=-2.5', [['a', { rtd: '-2.5' }]]],
    ['text before any pair', 'hello;a-Rtd=1', [['a', { rtd: '1' }]]],
    ['no code', '-Rtd=1', []],
    ['nothing', '', []],
    ['separators alone', ';,;,', []],
  ])('reads %s', (_what, text, factors) => {
    expect(factorsOf(text)).toEqual(factors)
  })

  it('keeps every time, and whether the data come late', () => {
    const { dataTimes, resent } = parseArea('DataTime=1;RF=1;a-Rtd=1;DataTime= 2 ')
    expect({ dataTimes, resent }).toEqual({ dataTimes: ['1', '2'], resent: true })
    expect(parseArea('DataTime=1;RF=0').resent).toBe(false)
  })
})
