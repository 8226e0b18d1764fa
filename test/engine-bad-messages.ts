import { dayMs, minuteMs } from '../src/domain/time.ts'
import { noonAt } from './engine-app.ts'
import { obsText } from './engine-gateway.ts'

/** Where a message goes that is bad in itself. */
export const obs = 'qingliu/v1/pingwang/obs'
const time = '2026-11-23T11:55:00+08:00'
export const good = { time, values: { do: 8.37 } }
export const text = (more: object) => obsText({ ...good, ...more })
const withValues = (values: string) => `{"schema":"obs/1","time":"${time}","values":${values}}`
const manyValues = (count: number, name: (index: number) => string) =>
  text({ values: Object.fromEntries(Array.from({ length: count }, (_, n) => [name(n), 8.37])) })

/** What a broken gateway sends, and the code by which it is refused. */
export type BadMessage = {
  readonly what: string
  readonly code: string
  readonly payload: string | Uint8Array
  /** `obs` unless told. */
  readonly topic?: string
  /** Values refused; 1 unless told. */
  readonly values?: number
  /** Values of the same message that are taken. */
  readonly taken?: number
}

export const badMessages: readonly BadMessage[] = [
  { what: 'nothing at all', code: 'not-json', payload: '' },
  { what: 'words', code: 'not-json', payload: 'do=8.37' },
  { what: 'a message cut short', code: 'not-json', payload: text({}).slice(0, -7) },
  { what: 'bytes that are no UTF-8', code: 'not-json', payload: Uint8Array.of(0x7b, 0xc3, 0x28) },
  { what: 'a list', code: 'not-json', payload: '[1,2]' },
  {
    what: 'lists in lists, 100,000 deep',
    code: 'bad-value',
    payload: withValues(`{"do":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  },
  { what: 'no schema', code: 'wrong-schema', payload: text({ schema: undefined }) },
  { what: 'a schema of somebody else', code: 'wrong-schema', payload: text({ schema: 'x/1' }) },
  {
    what: 'a later major of the schema',
    code: 'schema-version',
    payload: text({ schema: 'obs/2' }),
  },
  { what: 'values that are a list', code: 'wrong-schema', payload: text({ values: [8.37] }) },
  { what: 'no values', code: 'no-values', payload: text({ values: {} }) },
  { what: 'no time', code: 'bad-time', payload: text({ time: undefined }) },
  { what: 'words for a time', code: 'bad-time', payload: text({ time: 'just now' }) },
  {
    what: 'the 30th of February',
    code: 'bad-time',
    payload: text({ time: '2026-02-30T08:00:00Z' }),
  },
  {
    what: 'local time without an offset',
    code: 'no-offset',
    payload: text({ time: '2026-11-23T11:55:00' }),
  },
  {
    what: '10 minutes in the future',
    code: 'future-time',
    payload: text({ time: noonAt + 10 * minuteMs }),
  },
  { what: 'years old', code: 'too-old', payload: text({ time: '2019-11-23T08:05:00+08:00' }) },
  {
    what: 'a day over 400 days old',
    code: 'too-old',
    payload: text({ time: noonAt - 401 * dayMs }),
  },
  { what: 'a period of months', code: 'bad-period', payload: text({ period: 'P1M' }) },
  {
    what: 'the same key twice',
    code: 'duplicate-parameter',
    payload: withValues('{"do":8,"do":3}'),
  },
  {
    what: 'time twice',
    code: 'duplicate-parameter',
    payload: `{"time":"${time}",${text({}).slice(1)}`,
  },
  {
    what: 'one parameter under two of its names',
    code: 'duplicate-parameter',
    payload: text({ values: { do: 8, w01009: 8 } }),
    values: 2,
  },
  { what: 'a bare NaN', code: 'not-finite', payload: withValues('{"do":NaN}') },
  { what: 'a bare Infinity', code: 'not-finite', payload: withValues('{"do":-Infinity}') },
  { what: 'a number beyond all numbers', code: 'not-finite', payload: withValues('{"do":1e999}') },
  { what: 'null for a value', code: 'not-finite', payload: text({ values: { do: null } }) },
  { what: 'NaN as a word', code: 'not-finite', payload: text({ values: { do: 'NaN' } }) },
  { what: 'a number as a word', code: 'bad-value', payload: text({ values: { do: '8.37' } }) },
  { what: 'the sentinel -9999', code: 'sentinel', payload: text({ values: { do: -9999 } }) },
  { what: 'the sentinel 9999.99', code: 'sentinel', payload: text({ values: { do: 9999.99 } }) },
  {
    what: 'a parameter of no catalogue',
    code: 'unknown-parameter',
    payload: text({ values: { x9: 1 } }),
  },
  {
    what: 'a name that JavaScript knows',
    code: 'unknown-parameter',
    payload: withValues('{"__proto__":1,"constructor":2}'),
    values: 2,
  },
  {
    what: 'a unit of no science',
    code: 'unknown-unit',
    payload: text({ values: { do: { value: 8, unit: 'furlong' } } }),
  },
  {
    what: 'a unit of another science',
    code: 'impossible-unit',
    payload: text({ values: { do: { value: 8, unit: '℃' } } }),
  },
  {
    what: 'a flag of no alphabet',
    code: 'bad-value',
    payload: text({ values: { do: { value: 8, flag: 'Q' } } }),
  },
  {
    what: 'one bad value among good ones',
    code: 'sentinel',
    payload: text({ values: { ph: 7.7, do: -9999, ec: 512 } }),
    taken: 2,
  },
  {
    what: '1,001 values',
    code: 'too-many-values',
    payload: manyValues(1_001, (n) => `p${n}`),
    values: 1_001,
  },
  { what: '100,000 values', code: 'too-large', payload: manyValues(100_000, (n) => `p${n}`) },
  { what: '10 MB', code: 'too-large', payload: Buffer.alloc(10 * 1024 * 1024, 'x') },
  {
    what: 'a station nobody registered',
    code: 'unknown-station',
    topic: 'qingliu/v1/atlantis/obs',
    payload: text({}),
  },
  {
    what: 'a station of 30,000 letters',
    code: 'unknown-station',
    topic: `qingliu/v1/${'a'.repeat(30_000)}/obs`,
    payload: text({}),
  },
  {
    what: 'a kind of topic that is none',
    code: 'topic-kind',
    topic: 'qingliu/v1/pingwang/data',
    payload: text({}),
  },
  {
    what: 'the topic of the engine’s receipts',
    code: 'topic-kind',
    topic: 'qingliu/v1/pingwang/receipt',
    payload: '{}',
  },
  { what: 'a topic elsewhere', code: 'unknown-topic', topic: 'home/kitchen', payload: text({}) },
  {
    what: 'a later version of the topics',
    code: 'unknown-topic',
    topic: 'qingliu/v2/pingwang/obs',
    payload: text({}),
  },
  { what: 'a topic too deep', code: 'unknown-topic', topic: `${obs}/1`, payload: text({}) },
  {
    what: 'a topic with a blank',
    code: 'unknown-topic',
    topic: 'qingliu/v1/ping wang/obs',
    payload: text({}),
  },
  {
    what: 'a topic in Chinese',
    code: 'unknown-topic',
    topic: 'qingliu/v1/平望/obs',
    payload: text({}),
  },
  {
    what: 'a topic that is SQL',
    code: 'unknown-topic',
    topic: `qingliu/v1/';drop table reading;--/obs`,
    payload: text({}),
  },
  {
    what: 'a topic with a bell',
    code: 'unknown-topic',
    topic: 'qingliu/v1/ping\u0007wang/obs',
    payload: text({}),
  },
  {
    what: 'a frame of HJ 212 with a wrong checksum',
    code: 'hj212-crc',
    topic: 'qingliu/v1/jinze-reservoir/hj212',
    payload:
      '##0087QN=20261123080512347;ST=91;CN=9014;PW=123456;MN=310118A00001000000000A01;Flag=4;CP=&&&&7EC1\r\n',
  },
  {
    what: 'a frame of a device of another station',
    code: 'hj212-mn',
    topic: 'qingliu/v1/wujiang-yuexiu/hj212',
    payload:
      '##0140QN=20261123113000128;ST=21;CN=2011;PW=123456;MN=310118A00001000000000A01;Flag=9;CP=&&DataTime=20261123113000;w01009-Rtd=3.10,w01009-Flag=N&&A6C1\r\n',
  },
  {
    what: 'no frame at all',
    code: 'hj212-frame',
    topic: 'qingliu/v1/jinze-reservoir/hj212',
    payload: 'GET / HTTP/1.1\r\n\r\n',
  },
]
