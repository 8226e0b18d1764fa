import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { extract, pack } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeAbout, fakePackage, fakeParts, fakePhoto, fakeSigner } from './fake-package.ts'
import {
  aboutPath,
  attachmentPath,
  changePath,
  manifestPath,
  sealBytes,
  sealOf,
  sealPath,
  signaturePath,
  unsignedFormat,
} from './format.ts'
import { verifyEvidence } from './verify.ts'
import { jsonPart } from './write.ts'

let folder: string
let whole: Buffer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qingliu-evidence-'))
  whole = await fakePackage()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function verdictOn(bytes: Uint8Array) {
  const file = join(folder, 'package.tar')
  await writeFile(file, bytes)
  return verifyEvidence(file)
}

type Entry = { readonly name: string; readonly content: Buffer }

async function entriesOf(bytes: Buffer): Promise<Entry[]> {
  const tar = extract()
  tar.end(bytes)
  const entries: Entry[] = []
  for await (const entry of tar) {
    const chunks: Buffer[] = []
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk)
    entries.push({ name: entry.header.name, content: Buffer.concat(chunks) })
  }
  return entries
}

/** A package of these entries, sealed as anyone could. */
async function sealedAgain(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack()
  for (const { name, content } of entries) if (name !== sealPath) tar.entry({ name }, content)
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk)
  const body = Buffer.concat(chunks).subarray(0, -1_024)
  return Buffer.concat([body, await sealOf(createHash('sha256').update(body).digest('hex'))])
}

const photo = attachmentPath(createHash('sha256').update(fakePhoto).digest('hex'))

describe('a package of evidence', () => {
  it('is intact as it was made, and the same bytes each time', async () => {
    const sha256 = createHash('sha256').update(whole.subarray(0, -sealBytes)).digest('hex')
    const signedBy = fakeSigner(7).named.fingerprint
    const found = { intact: true, about: fakeAbout, parts: 7, changes: 3, whole: sha256, signedBy }
    expect(await verdictOn(whole)).toEqual(found)
    expect(await fakePackage()).toEqual(whole)
    const names = (await entriesOf(whole)).map(({ name }) => name)
    expect(names.slice(-3)).toEqual([manifestPath, signaturePath, sealPath])
  })

  it('has a seal that stays the same to the byte, whichever version wrote it', async () => {
    const seal = createHash('sha256').update(await sealOf('0'.repeat(64)))
    const known = 'c2b89066ebbadc2bd9cd23cee113c38b1b88f29652bc28309a4e302500f6cf90'
    expect(seal.digest('hex')).toBe(known)
  })

  it('shows any one changed byte, wherever it stands', async () => {
    const anywhere = fc.integer({ min: 0, max: whole.length - 1 })
    const flip = fc.integer({ min: 1, max: 255 })
    await fc.assert(
      fc.asyncProperty(anywhere, flip, async (position, bits) => {
        const changed = Buffer.from(whole)
        changed[position]! ^= bits
        expect(await verdictOn(changed)).toMatchObject({ intact: false })
      }),
      { numRuns: 400 },
    )
  })

  it('shows an end that came too soon, and bytes after the end', async () => {
    const least = 'qingliu-evidence.json'.length
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: least, max: whole.length - 1 }), async (length) => {
        expect(await verdictOn(whole.subarray(0, length))).toMatchObject({ intact: false })
      }),
      { numRuns: 100 },
    )
    const longer = Buffer.concat([whole, Buffer.alloc(512)])
    expect(await verdictOn(longer)).toMatchObject({ intact: false })
  })

  it('names the part that was changed', async () => {
    const contents = (await entriesOf(whole)).filter(({ content }) => content.length > 0)
    for (const { name, content } of contents) {
      const changed = Buffer.from(whole)
      changed[whole.indexOf(content) + content.length - 3]! ^= 1
      expect([name, await verdictOn(changed)]).toMatchObject([
        name,
        { intact: false, firstWrong: name },
      ])
    }
  })

  it('names a part that is missing, one that was added, and one out of its place', async () => {
    const entries = await entriesOf(whole)
    for (const { name } of entries.slice(0, -3)) {
      const without = await sealedAgain(entries.filter((one) => one.name !== name))
      expect(await verdictOn(without)).toMatchObject({ firstWrong: name, because: 'it is missing' })
    }
    const added = { name: 'attachments/more', content: Buffer.from('more') }
    for (let at = 0; at <= entries.length - 2; at += 1) {
      const more = await sealedAgain(entries.toSpliced(at, 0, added))
      expect(await verdictOn(more)).toMatchObject({ intact: false, firstWrong: added.name })
    }
    const [about, first, second, ...rest] = entries
    const swapped = await sealedAgain([about!, second!, first!, ...rest])
    expect(await verdictOn(swapped)).toMatchObject({ intact: false, firstWrong: first!.name })
  })
})

describe('a package that was sealed anew', () => {
  const withPart = async (path: string, edit: (text: string) => string) => {
    const parts = await Promise.all(
      fakeParts().map(async (part) => {
        if (part.path !== path) return part
        const chunks: Uint8Array[] = []
        for await (const chunk of part.content) chunks.push(chunk)
        const text = Buffer.concat(chunks).toString('utf8')
        return jsonPart(path, JSON.parse(edit(text)) as object)
      }),
    )
    return verdictOn(await fakePackage(parts))
  }

  it('is known by a change whose text is not that of its hash', async () => {
    const because = 'its content does not match its hash'
    const path = changePath(5)
    expect(await withPart(path, (text) => text.replace('王', '李'))).toEqual({
      ...{ intact: false, firstWrong: path, because },
    })
  })

  it('is known by a workflow that its last change does not leave so', async () => {
    const verdict = await withPart('workflow.json', (text) => text.replace('"n": 9', '"n": 8'))
    expect(verdict).toMatchObject({ intact: false, firstWrong: 'workflow.json' })
  })

  it('is known by bytes that a step names and that are not there', async () => {
    const without = await fakePackage(fakeParts().filter(({ path }) => path !== photo))
    expect(await verdictOn(without)).toMatchObject({ intact: false, firstWrong: photo })
  })
})

describe('what is no package', () => {
  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['a text', Buffer.from('readings\n')],
    ['zeros', Buffer.alloc(4_096)],
  ])('is refused: %s', async (_name, bytes) => {
    await expect(verdictOn(bytes)).rejects.toMatchObject({ code: 'evidence-file' })
  })

  it('is refused where there is no file, or a folder', async () => {
    await expect(verifyEvidence(join(folder, 'none'))).rejects.toMatchObject({
      code: 'evidence-file',
    })
    await expect(verifyEvidence(folder)).rejects.toMatchObject({ code: 'evidence-file' })
  })
})

describe('who signed a package', () => {
  const [ours, other] = [fakeSigner(7), fakeSigner(8)]
  const verdictBy = async (bytes: Uint8Array, key: string) => {
    const file = join(folder, 'signed.tar')
    await writeFile(file, bytes)
    return verifyEvidence(file, key)
  }

  it('is told by the fingerprint of a key, and by no other', async () => {
    const { fingerprint } = ours.named
    expect(await verdictBy(whole, fingerprint)).toMatchObject({ intact: true })
    expect(await verdictBy(whole, other.named.fingerprint)).toEqual({
      ...{ intact: false, firstWrong: signaturePath },
      because: `it is by the key ${fingerprint}`,
    })
    const theirs = await fakePackage(fakeParts(), other)
    expect(await verdictOn(theirs)).toMatchObject({ signedBy: other.named.fingerprint })
    expect(await verdictBy(theirs, fingerprint)).toMatchObject({ firstWrong: signaturePath })
  })

  it('is not told by a name that another key signed under', async () => {
    const signer = { named: ours.named, sign: other.sign }
    const because = 'it is not that of the manifest by its key'
    const verdict = await verdictOn(await fakePackage(fakeParts(), signer))
    expect(verdict).toEqual({ intact: false, firstWrong: signaturePath, because })
    const named = { ...other.named, fingerprint: ours.named.fingerprint }
    const renamed = await fakePackage(fakeParts(), { named, sign: other.sign })
    expect(await verdictOn(renamed)).toMatchObject({
      because: 'the fingerprint is not that of the key',
    })
  })

  it('is missing where the signature was cut out and the package sealed anew', async () => {
    const entries = (await entriesOf(whole)).filter(({ name }) => name !== signaturePath)
    const verdict = await verdictOn(await sealedAgain(entries))
    expect(verdict).toEqual({ intact: false, firstWrong: signaturePath, because: 'it is missing' })
  })

  it('is nobody in packages of version 1, which stay readable and meet no key', async () => {
    const older = (text: string) =>
      text.replaceAll('qingliu-evidence/2', unsignedFormat).replace(/ {2}"signer": \{.*?\},\n/s, '')
    const entries = (await entriesOf(whole))
      .filter(({ name }) => name !== signaturePath)
      .map(({ name, content }) => {
        const isNamed = name === aboutPath || name === manifestPath
        return { name, content: isNamed ? Buffer.from(older(String(content))) : content }
      })
    const about = entries[0]!.content
    const listed = entries.find(({ name }) => name === manifestPath)!
    const manifest = JSON.parse(String(listed.content)) as { parts: object[] }
    const sha256 = createHash('sha256').update(about).digest('hex')
    manifest.parts[0] = { path: aboutPath, bytes: about.length, sha256 }
    const unsigned = await sealedAgain(
      entries.map((one) =>
        one.name === manifestPath
          ? { ...one, content: Buffer.from(JSON.stringify(manifest)) }
          : one,
      ),
    )
    expect(await verdictOn(unsigned)).toMatchObject({ intact: true, signedBy: null })
    expect(await verdictBy(unsigned, ours.named.fingerprint)).toMatchObject({
      ...{ intact: false, firstWrong: signaturePath, because: 'it is not signed' },
    })
  })
})
