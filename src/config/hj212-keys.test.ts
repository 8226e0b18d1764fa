import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../domain/errors.ts'
import type { Hj212Source } from '../domain/network.ts'
import { loadHj212Keys } from './hj212-keys.ts'

/** Key, plain text and ciphered text of the example of the SM4 standard (GB/T 32907). */
const hex = '0123456789abcdeffedcba9876543210'
const plain = Buffer.from(hex, 'hex')
const ciphered = Buffer.from('681edf34d206965e86b3e94f536e4246', 'hex')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hj212-keys-'))
  writeFileSync(join(folder, 'hex'), `${hex.toUpperCase()}\n`)
  writeFileSync(join(folder, 'bytes'), plain)
})
afterAll(() => rmSync(folder, { recursive: true }))

const station = (id: string, sm4KeyFrom: string | null) => {
  const source = { mn: 'm', codes: {}, units: {}, minutePeriod: null, hourPeriod: null }
  const hj212: Hj212Source = { ...source, flagDialect: 'hj212', crcOver: 'as-sent', sm4KeyFrom }
  return { id, hj212 }
}

function faultOf(load: () => unknown): string {
  try {
    load()
  } catch (error) {
    expect(error).toMatchObject({ code: 'config' })
    return (error as AppError).message
  }
  return ''
}

describe('loadHj212Keys', () => {
  it('reads each key from where its station says', () => {
    const stations = [
      station('by-variable', 'QINGLIU_SM4_HEX'),
      station('by-hex-file', join(folder, 'hex')),
      station('by-byte-file', join(folder, 'bytes')),
    ]
    const decrypt = loadHj212Keys(stations, { QINGLIU_SM4_HEX: hex })
    for (const { id } of stations) expect(decrypt(id, ciphered), id).toEqual(plain)
  })

  it('takes 16 characters for a key too', () => {
    const letters = 'abcdefghijklmnop'
    const byLetters = loadHj212Keys([station('a', 'QINGLIU_SM4_A')], { QINGLIU_SM4_A: letters })
    const asHex = { QINGLIU_SM4_A: Buffer.from(letters).toString('hex') }
    const byHex = loadHj212Keys([station('a', 'QINGLIU_SM4_A')], asHex)
    expect(byLetters('a', ciphered)).toEqual(byHex('a', ciphered))
  })

  it('deciphers nothing for a station without a key, nor broken blocks', () => {
    const stations = [station('a', 'QINGLIU_SM4_A'), station('b', null), { id: 'c', hj212: null }]
    const decrypt = loadHj212Keys(stations, { QINGLIU_SM4_A: hex })
    for (const id of ['b', 'c', 'd']) expect(decrypt(id, ciphered), id).toBeNull()
    expect(decrypt('a', ciphered.subarray(1))).toBeNull()
  })

  it('names every key that is not there, and shows none', () => {
    const stations = [
      station('a', 'QINGLIU_SM4_A'),
      station('b', 'QINGLIU_SM4_B'),
      station('c', join(folder, 'none')),
    ]
    const faults = faultOf(() => loadHj212Keys(stations, { QINGLIU_SM4_B: 'secret' }))
    expect(faults.split('\n')).toEqual([
      'station a: expected an SM4 key of 16 bytes in QINGLIU_SM4_A, got nothing',
      'station b: expected an SM4 key of 16 bytes in QINGLIU_SM4_B, got 6 bytes',
      `station c: expected an SM4 key of 16 bytes in ${folder}/none, got ENOENT`,
    ])
  })
})
