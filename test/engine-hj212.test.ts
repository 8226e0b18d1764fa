import { createCipheriv } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hj212Crc } from '../ingest/decode/hj212/crc.ts'
import { packageFolder } from '../src/package.ts'
import type { Reading } from './engine-api.ts'
import { openEngine, type EngineApp } from './engine-app.ts'
import type { Gateway } from './engine-gateway.ts'

/** A station whose logger ciphers (HJ 212-2025) and sends 4-hour results as hour data. */
const key = '0123456789abcdeffedcba9876543210'
const mn = '310118A00001000000000A01'
const keyName = 'QINGLIU_SM4_ENGINE_TEST'
const topic = 'qingliu/v1/jinze-reservoir/hj212'

let folder: string
let engine: EngineApp
let gateway: Gateway
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-hj212-'))
  await cp(join(packageFolder, 'fixtures/network'), folder, { recursive: true })
  const stations = JSON.parse(await readFile(join(folder, 'stations.json'), 'utf8')) as {
    id: string
    hj212?: object
  }[]
  const station = stations.find(({ id }) => id === 'jinze-reservoir')!
  station.hj212 = { ...station.hj212, hourPeriod: 'PT4H', sm4KeyFrom: keyName, crcOver: 'plain' }
  await writeFile(join(folder, 'stations.json'), JSON.stringify(stations))
  process.env[keyName] = key
  engine = await openEngine({ QINGLIU_NETWORK: folder })
  gateway = await engine.gateway()
})
afterAll(async () => {
  await engine.close()
  Reflect.deleteProperty(process.env, keyName)
  await rm(folder, { recursive: true })
})

function frame(qn: string, secret: string): Buffer {
  const head = Buffer.from(`QN=${qn};ST=21;CN=2061;PW=123456;MN=${mn};Flag=9;CP=&&`)
  const plain = Buffer.from('DataTime=20261123040000;w01010-Avg=14.2,w01010-Flag=N'.padEnd(64))
  const cipher = createCipheriv('sm4-ecb', Buffer.from(secret, 'hex'), null).setAutoPadding(false)
  const area = Buffer.concat([cipher.update(plain), cipher.final()]).toString('hex')
  const crc = (bytes: Buffer) => hj212Crc(bytes).toString(16).toUpperCase().padStart(4, '0')
  const closing = Buffer.from('&&')
  const segment = Buffer.concat([head, Buffer.from(area), closing])
  const length = String(segment.length).padStart(4, '0')
  return Buffer.from(
    `##${length}${segment.toString()}${crc(Buffer.concat([head, plain, closing]))}`,
  )
}

describe('a station that ciphers', () => {
  it('is read with its key, under the period that it is registered with', async () => {
    await gateway.publish(topic, frame('1', key))
    expect(gateway.receipts.at(-1)).toMatchObject({ stored: 1, refused: [] })
    const readings = await engine.api.items<Reading>('readings?station=jinze-reservoir&period=PT4H')
    expect(readings).toMatchObject([{ alias: 'temp', value: 14.2, period: 'PT4H' }])
  })

  it('is refused under another key, and the refusal tells no key', async () => {
    await gateway.publish(topic, frame('2', 'f'.repeat(32)))
    expect(gateway.receipts.at(-1)).toMatchObject({ stored: 0, refused: [{ code: 'hj212-crc' }] })
    const refusals = await engine.api.items('refusals?station=jinze-reservoir')
    expect(refusals).toHaveLength(1)
    expect(JSON.stringify(refusals)).not.toContain(key)
  })

  it('stops the start when its key is not there', async () => {
    process.env[keyName] = ''
    await expect(openEngine({ QINGLIU_NETWORK: folder })).rejects.toMatchObject({
      code: 'config',
      message: `station jinze-reservoir: expected an SM4 key of 16 bytes in ${keyName}, got nothing`,
    })
  })
})
