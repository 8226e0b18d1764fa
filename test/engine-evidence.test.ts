import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attachmentPath } from '../src/evidence/format.ts'
import { verifyEvidence } from '../src/evidence/verify.ts'
import type { Alert, Problem, Workflow } from './engine-api.ts'
import { noonAt } from './engine-app.ts'
import { runCommand } from './engine-process.ts'
import { eightSteps, leader, place, takeStep } from './patrol-walk.ts'
import { useEngineAndGateway } from './use-engine.ts'

/** A patrol that an alert asked for, with a photograph, as the file that others verify. */
const { engine, gateway } = useEngineAndGateway()
let folder: string
let patrol: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qingliu-evidence-'))
  const time = '2026-11-23T11:00:00+08:00'
  await gateway.observe('pingwang', { time, values: { sb: 0.0062 } })
  await engine.folded()
  const [raised] = await engine.api.items<Alert>('alerts?state=open')
  await engine.api.post(`alerts/${raised!.id}/confirm`, {}, { 'if-match': raised!.etag })
  const [workflow] = await engine.api.items<Workflow>('workflows?kind=joint-patrol')
  patrol = workflow!.id
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A JPEG by its first bytes, larger than a piece of the store. */
const photo = Buffer.concat([
  Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  Buffer.alloc(600_000, 'outfall'),
])
const sha256 = createHash('sha256').update(photo).digest('hex')

const upload = (content: Buffer) =>
  fetch(`${engine.httpAddress}/api/v1/workflows/${patrol}/attachments`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg' },
    body: new Uint8Array(content),
  })

async function download(): Promise<string> {
  const answer = await fetch(`${engine.httpAddress}/api/v1/workflows/${patrol}/evidence`)
  expect(answer.headers.get('content-type')).toBe('application/x-tar')
  const file = join(folder, 'evidence.tar')
  await writeFile(file, Buffer.from(await answer.arrayBuffer()))
  return file
}

describe('a case with proof', () => {
  it('keeps bytes once, for good, and refuses a step that names others', async () => {
    expect((await upload(photo)).status).toBe(201)
    const again = await upload(photo)
    expect([again.status, await again.json()]).toMatchObject([200, { sha256, bytes: photo.length }])
    const given = await fetch(`${engine.httpAddress}/api/v1/attachments/${sha256}`)
    expect(Buffer.from(await given.arrayBuffer()).equals(photo)).toBe(true)

    await takeStep(engine.api, patrol, 'assign-leader', leader)
    const nobodys = '0'.repeat(64)
    for (const attachment of [{ sha256: nobodys }, { sha256: 'none' }, nobodys]) {
      const wrong = await takeStep(engine.api, patrol, 'sign-in', { attachments: [attachment] })
      expect([wrong.status, (wrong.body as unknown as Problem).code]).toEqual([400, 'bad-step'])
    }
  })

  it('is one file that is intact while it runs and when it is over', async () => {
    for (const step of eightSteps) {
      const attachments = step === 'inspect' ? [{ name: 'outfall.jpg', sha256 }, 'a note'] : []
      const taken = await takeStep(engine.api, patrol, step, { attachments })
      expect([step, taken.status]).toEqual([step, 200])
      if (step === 'inspect')
        expect(await verifyEvidence(await download())).toHaveProperty('intact', true)
    }
    const at = '2026-11-23T12:00:00+08:00'
    const other = { step: 'inspect', district: 'jiashan', person: '陈', at, place }
    const second = Buffer.concat([photo, photo])
    const { sha256: hash } = (await (await upload(second)).json()) as { sha256: string }
    const steps = [{ ...other, attachments: [{ sha256: hash }] }]
    const record = { sentAt: new Date(noonAt).toISOString(), steps }
    const told = await engine.api.post(`workflows/${patrol}/field-record`, record)
    expect(told.body).toMatchObject({ items: [{ outcome: 'conflict' }] })
    const verdict = await verifyEvidence(await download())
    expect(verdict).toMatchObject({
      intact: true,
      about: { workflow: patrol, kind: 'joint-patrol', exercise: true },
    })
    // Opened, nine steps and a conflict, recognition asked, the alert raised and confirmed.
    expect(verdict).toMatchObject({ changes: 11 + 1 + 2 })
    const parts = ['about', 'workflow', 'alert', 'recognition', 'a photo', 'the other'].length
    expect(verdict).toMatchObject({ parts: parts + 14 })
  })

  it('is judged by the command alike: 0 intact, 1 broken and where, 2 no package', async () => {
    const file = await download()
    const intact = await runCommand(['evidence', 'verify', file], folder)
    expect([intact.code, intact.stdout]).toEqual([0, expect.stringContaining(patrol)])
    const changed = await readFile(file)
    changed[changed.indexOf('outfalloutfall') + 5]! ^= 1
    await writeFile(file, changed)
    const broken = await runCommand(['evidence', 'verify', file], folder)
    expect([broken.code, broken.stdout]).toEqual([
      1,
      `broken: ${attachmentPath(sha256)}: its bytes are not those of the manifest\n`,
    ])
    const missing = await runCommand(['evidence', 'verify', join(folder, 'none.tar')], folder)
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('none.tar')])
    expect((await runCommand(['evidence', 'verify'], folder)).code).toBe(2)
  })

  it('is held against the key that its sender told', async () => {
    const file = await download()
    const { signedBy } = (await verifyEvidence(file)) as { signedBy: string }
    const pinned = await runCommand(['evidence', 'verify', file, '--key', signedBy], folder)
    expect([pinned.code, pinned.stdout]).toEqual([0, expect.stringContaining(`by ${signedBy}\n`)])
    const another = ['evidence', 'verify', file, '--key', '0'.repeat(64)]
    expect(await runCommand(another, folder)).toMatchObject({
      ...{ code: 1, stdout: `broken: manifest.sig: it is by the key ${signedBy}\n` },
    })
  })
})
