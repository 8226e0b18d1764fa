import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fakePackage, fakeParts } from './fake-package.ts'
import { exportKey, importKey, keyFileIn, openSigner, readSigner } from './key-file.ts'
import { verifyEvidence } from './verify.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qingliu-key-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const modeOf = async (file: string) => (await stat(file)).mode & 0o777
const refusal = (text: string) =>
  expect.objectContaining({
    code: 'evidence-key',
    message: expect.stringContaining(text) as string,
  }) as Error

it('is made once, for its owner alone, and read again', async () => {
  const home = join(folder, 'made')
  expect(readSigner(home)).toBeNull()
  const first = openSigner(home)
  expect([openSigner(home).named, readSigner(home)?.named]).toEqual([first.named, first.named])
  expect(await modeOf(keyFileIn(home))).toBe(0o600)
  expect(await readdir(home)).toEqual(['evidence-key.pem'])
  const file = join(folder, 'package.tar')
  await writeFile(file, await fakePackage(fakeParts(), openSigner(home)))
  expect(await verifyEvidence(file)).toMatchObject({ signedBy: first.named.fingerprint })
})

it('is brought from one installation to another, and replaces none there', async () => {
  const [home, other, third] = ['home', 'other', 'third'].map((name) => join(folder, name))
  const { named } = openSigner(home!)
  const file = join(folder, 'copy.pem')
  expect(exportKey(home!, file).named).toEqual(named)
  expect(await modeOf(file)).toBe(0o600)
  expect(() => exportKey(home!, file)).toThrow(refusal('copy.pem'))

  expect(importKey(other!, file).named).toEqual(named)
  expect(importKey(other!, file).named, 'a second time').toEqual(named)
  expect(await modeOf(keyFileIn(other!))).toBe(0o600)
  expect(await readdir(other!)).toEqual(['evidence-key.pem'])

  const own = openSigner(third!).named.fingerprint
  expect(() => importKey(third!, file)).toThrow(refusal(`another key is there, ${own}`))
  expect(readSigner(third!)?.named.fingerprint).toBe(own)
})

const pemOf = (type: 'rsa' | 'ed25519') => {
  const { privateKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2_048 })
      : generateKeyPairSync('ed25519')
  return privateKey.export({
    ...{ type: 'pkcs8', format: 'pem' },
    ...(type === 'ed25519' ? { cipher: 'aes-256-cbc', passphrase: 'secret' } : {}),
  }) as string
}

it.each([
  ['no key', 'PEM'],
  ['another kind of key', pemOf('rsa')],
  ['a key under a passphrase', pemOf('ed25519')],
])('is refused where a file holds %s', async (_name, content) => {
  const [home, empty] = ['bad', 'empty'].map((name) => join(folder, name))
  await mkdir(home!, { recursive: true })
  const file = keyFileIn(home!)
  await writeFile(file, content)
  expect(() => openSigner(home!)).toThrow(refusal(file))
  expect(() => exportKey(home!, join(folder, 'none.pem'))).toThrow(refusal(file))
  expect(() => importKey(empty!, file)).toThrow(refusal(file))
  expect(readSigner(empty!)).toBeNull()
  expect(await readFile(file, 'utf8'), 'left as it was').toBe(content)
})

it('is neither exported nor imported where there is none', () => {
  const none = join(folder, 'none')
  expect(() => exportKey(none, join(folder, 'x.pem'))).toThrow(refusal('no key is there'))
  expect(() => importKey(none, join(folder, 'x.pem'))).toThrow(refusal('no such file'))
})
