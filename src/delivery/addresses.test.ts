import { describe, expect, it } from 'vitest'
import { checkHost, isPublicAddress, publicLookup } from './addresses.ts'

describe('isPublicAddress', () => {
  it.each([
    ['8.8.8.8', true],
    ['172.32.0.1', true],
    ['2606:4700::1111', true],
    ['127.0.0.1', false],
    ['127.8.9.10', false],
    ['10.1.2.3', false],
    ['172.31.255.255', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['::1', false],
    ['::', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:10.0.0.1', false],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['fd00::1', false],
    ['fe80::1', false],
    ['fec0::1', false],
    ['3fff::1', false],
    ['not an address', false],
  ])('%s: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected)
  })
})

describe('checkHost', () => {
  it.each(['127.0.0.1', '[::1]', '[::ffff:7f00:1]', '10.0.0.1'])('refuses %s', (host) => {
    expect(() => checkHost(host)).toThrow('expected a public address')
  })

  it('leaves names to the resolving', () => {
    expect(() => checkHost('example.org')).not.toThrow()
    expect(() => checkHost('8.8.8.8')).not.toThrow()
  })
})

it('refuses a name by what it resolves to', async () => {
  const found = await new Promise((resolve) => {
    publicLookup('localhost', { all: true }, (error) => {
      resolve(error)
    })
  })
  expect(found).toMatchObject({ code: 'target-private' })
})
