import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  exportKey,
  importKey,
  keyFileIn,
  openSigner,
  readSigner,
} from '../src/evidence/key-file.ts'
import { verifyEvidence } from '../src/evidence/verify.ts'
import type { List } from './engine-api.ts'
import { openEngine, type EngineApp } from './engine-app.ts'
import { runCommand } from './engine-process.ts'
import { layStore } from './migrated-store.ts'
import { openPatrol } from './patrol-walk.ts'

type Refusal = { readonly code: string; readonly detail: string }

/** A store that knows the key of its evidence, from its first engine on. */
let folder: string
let data: string
let patrol: string
let old: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qingliu-evidence-key-'))
  data = join(folder, 'data')
  await layStore(data)
  await whileOpen(async (engine) => {
    patrol = (await openPatrol(engine.api)).body.id
    old = await download(engine, 'old.tar')
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function whileOpen<T>(work: (engine: EngineApp) => Promise<T>): Promise<T> {
  const engine = await openEngine({ QINGLIU_DATA: data })
  return work(engine).finally(() => engine.close())
}
async function download({ httpAddress }: EngineApp, name: string): Promise<string> {
  const answer = await fetch(`${httpAddress}/api/v1/workflows/${patrol}/evidence`)
  const file = join(folder, name)
  await writeFile(file, Buffer.from(await answer.arrayBuffer()))
  return file
}
const run = (...args: string[]) =>
  runCommand(['evidence', 'key', ...args], folder, { QINGLIU_DATA: data })
const fingerprint = () => readSigner(data)!.named.fingerprint

describe('the commands of a key', () => {
  const empty = () => join(folder, 'empty')
  const runThere = (...args: string[]) =>
    runCommand(['evidence', 'key', ...args], folder, { QINGLIU_DATA: empty() })

  it('copy it to another installation', async () => {
    expect(await runThere()).toMatchObject({ code: 2, stdout: '' })
    const copy = join(folder, 'copy.pem')
    expect(await run('export', copy)).toMatchObject({ code: 0 })
    expect(await runThere('import', copy)).toMatchObject({ code: 0 })
    expect(readSigner(empty())?.named.fingerprint).toBe(fingerprint())
  })

  it.each([
    ['a file that is no key', ['import', 'old.tar'], 'old.tar: expected the PEM of an Ed25519 key'],
    ['a file that is not there', ['import', 'none.pem'], 'none.pem: no such file\n'],
    ['a file that is there', ['export', 'old.tar'], 'old.tar: '],
    ['no person', ['change', '--reason', '同'], 'error: required option'],
    [
      'the key in force',
      ['change', '--person', '王', '--reason', '同'],
      'this key is in force already\n',
    ],
  ])('refuse %s with a line', async (_what, args, line) => {
    const { code, stdout, stderr } = await run(...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.startsWith(line), stderr).toBe(true)
  })
})

describe('an engine that starts again', () => {
  it('has the key that it made at its first start, and signs with it', async () => {
    const key = fingerprint()
    expect(await verifyEvidence(old, key)).toMatchObject({ intact: true, signedBy: key })
    expect(await run()).toMatchObject({ code: 0, stdout: `${key}\n` })
    await whileOpen(async ({ api }) => {
      const { items } = (await api.get<List<object>>('evidence/keys')).body
      expect(items).toMatchObject([{ fingerprint: key, inForce: true, n: 0, person: 'engine' }])
    })
  })

  it('warns on without its key, or with another one, and signs nothing', async () => {
    const [key, kept] = [fingerprint(), join(folder, 'kept.pem')]
    exportKey(data, kept)
    await rm(keyFileIn(data))
    const refusal = () =>
      whileOpen(async ({ api }) => {
        expect((await api.get('stations')).status).toBe(200)
        const { status, body } = await api.get<Refusal>(`workflows/${patrol}/evidence`)
        expect([status, body.code]).toEqual([503, 'evidence-key'])
        return body.detail
      })
    expect(await refusal()).toMatch(new RegExp(`expected the key ${key}, .*got no file`))
    expect(await readdir(data)).not.toContain('evidence-key.pem')
    openSigner(data)
    expect(await refusal()).toContain(`got ${fingerprint()}`)
    await rm(keyFileIn(data))
    importKey(data, kept)
    await whileOpen(async (engine) => {
      const again = await download(engine, 'again.tar')
      expect(await verifyEvidence(again, key)).toMatchObject({ intact: true })
    })
  })

  it('has another key once a person says so, and old packages keep theirs', async () => {
    const key = fingerprint()
    await rm(keyFileIn(data))
    const changed = await run('change', '--person', '王', '--reason', '磁盘损坏')
    const next = fingerprint()
    expect(changed).toMatchObject({ code: 0, stdout: `change 2 of the log: ${next}\n` })
    await whileOpen(async (engine) => {
      const fresh = await download(engine, 'fresh.tar')
      expect(await verifyEvidence(fresh, next)).toMatchObject({ intact: true, changes: 1 })
      expect(await verifyEvidence(fresh, key)).toMatchObject({ intact: false })
      const { items } = (await engine.api.get<List<object>>('evidence/keys')).body
      expect(items).toMatchObject([
        { fingerprint: next, inForce: true, n: 2, person: '王', reason: '磁盘损坏' },
        { fingerprint: key, inForce: false, n: 0 },
      ])
    })
    expect(await verifyEvidence(old, key)).toMatchObject({ intact: true })
  })
})
