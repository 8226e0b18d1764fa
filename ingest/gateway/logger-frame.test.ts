import { describe, expect, it } from 'vitest'
import { encodeFrame, splitFrames } from '../decode/hj212/frame.ts'
import { answerTo, cutFrame, headOf } from './logger-frame.ts'

const segment = (fields: string) => `${fields}CP=&&DataTime=20261123040000;w01010-Avg=14.2&&`
const usual = 'QN=20261123080512347;ST=21;CN=2061;PW=123456;MN=310118A00001000000000A01;Flag=5;'

function answerText(fields: string): string | null {
  const frame = encodeFrame(segment(fields))
  const answer = answerTo(headOf(frame)!)
  return answer === null ? null : Buffer.from(answer).toString()
}

describe('answerTo', () => {
  it('is the data answer of the standard', () => {
    expect(answerText(usual)).toBe(
      '##0087QN=20261123080512347;ST=91;CN=9014;PW=123456;MN=310118A00001000000000A01;Flag=4;' +
        'CP=&&&&7EC0\r\n',
    )
  })

  it.each([
    [1, 0],
    [3, 0],
    [5, 4],
    [7, 4],
    [9, 8],
    [11, 8],
  ])('to Flag=%i has Flag=%i', (asked, answered) => {
    const text = answerText(usual.replace('Flag=5', `Flag=${asked}`))
    expect(text).toContain(`;Flag=${answered};CP=&&&&`)
  })

  it.each([
    ['asks for none', usual.replace('Flag=5', 'Flag=4')],
    ['has no Flag', usual.replace('Flag=5;', '')],
    ['has a Flag that is no number', usual.replace('Flag=5', 'Flag=x')],
    ['is an answer itself', usual.replace('2061', '9014')],
  ])('is none where the frame %s', (_what, fields) => {
    expect(answerText(fields)).toBeNull()
  })

  it('leaves out what the frame left out', () => {
    expect(answerText('CN=2061;Flag=5;')).toMatch(/^##0028ST=91;CN=9014;Flag=4;CP=&&&&/)
  })
})

describe('cutFrame', () => {
  const frame = Buffer.from(encodeFrame(segment(usual)))
  it.each([
    ['CR LF', frame],
    ['CR', frame.subarray(0, -1)],
    ['LF', Buffer.concat([frame.subarray(0, -2), Buffer.from('\n')])],
    ['nothing', frame.subarray(0, -2)],
  ])('gives the bytes as they came, with %s behind', (_what, bytes) => {
    const arrived = Buffer.concat([Buffer.from('\n'), bytes, Buffer.from('##04')])
    const piece = splitFrames(arrived)[0]!
    const cut = 'start' in piece ? cutFrame(arrived, piece) : null
    expect(Buffer.from(cut?.bytes ?? [])).toEqual(bytes)
    expect(cut?.head.mn).toBe('310118A00001000000000A01')
  })

  it('gives nothing where there is no data area', () => {
    const arrived = encodeFrame('QN=1;CN=2011')
    expect(cutFrame(arrived, { start: 6, end: arrived.length - 6 })).toBeNull()
  })
})
