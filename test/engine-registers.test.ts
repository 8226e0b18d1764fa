import { createHash } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evidenceOf } from '../src/casework/evidence.ts'
import { fakeSigner } from '../src/evidence/fake-package.ts'
import { verifyEvidence } from '../src/evidence/verify.ts'
import { hourMs } from '../src/domain/time.ts'
import { importRegister, putEntry, retireEntry, sealOf } from '../src/registers/acts.ts'
import { createRegisterAnswers } from '../src/registers/answers.ts'
import { keepAttachment } from '../src/store/attachments.ts'
import { changesOf, verifyLog } from '../src/store/change-log.ts'
import { entryVersions } from '../src/store/registers.ts'
import { openCase } from './acts.ts'
import { noonAt } from './engine-app.ts'
import { useStillEngine } from './use-engine.ts'

/** Registers on the engine's store: taken whole or not at all, sealed by the log. */
const still = useStillEngine(noonAt)

const act = { person: '王', reason: '年度普查', dryRun: false }
const definitionOf = (id: string) => still.engine.parts.registers.find((one) => one.id === id)!
const take = (register: string, text: string, part: Partial<typeof act> = {}) =>
  importRegister(still.engine, definitionOf(register), text, { ...act, ...part })
const firm = '91320509MA1TE6T001'
const changes = () => changesOf(still.engine.parts.db, 'register-risk-sources')
const head = 'id,name,district,level,substances,enterprise,phone\n'

describe('an import', () => {
  it('is refused whole, every bad row by line and column', async () => {
    const text = `${head}R-1,印染厂,wujiang,major,锑,,\nR-2,,wujiang,big,锑,${firm},call me\n`
    const taken = await take('risk-sources', text)
    expect(taken).toEqual({
      ok: false,
      faults: [
        'line 3, name: expected a value, got nothing',
        'line 3, level: expected one of major, larger, general, got "big"',
        expect.stringMatching(/^line 3, phone: expected .* got something that is not shown$/),
        `line 3, enterprise: expected an entry of enterprises in force, got "${firm}"`,
      ],
    })
    expect(await entryVersions(still.engine.parts.db, 'risk-sources', 'R-1')).toEqual([])
    expect(await changes()).toEqual([])
  })

  it('is taken once: the same again changes nothing, and a dry run never', async () => {
    await take('enterprises', `creditCode,name,district\n${firm},某印染厂,吴江\n`)
    const text = `${head}R-1,印染厂,wujiang,major,锑,${firm},0512 6300 0000\nR-2,油库,嘉善,较大,柴油,,\n`
    const none = { added: 0, changed: 0, unchanged: 0, revived: 0 }
    const both = { ok: true, tally: { ...none, added: 2 } }
    expect(await take('risk-sources', text, { dryRun: true })).toEqual(both)
    expect(await take('risk-sources', text)).toEqual(both)
    expect(await take('risk-sources', text)).toEqual({ ok: true, tally: { ...none, unchanged: 2 } })
    // A column that is absent says nothing: the phone stays.
    const renamed = await take('risk-sources', 'id,name\nR-1,染整厂\n')
    expect(renamed).toEqual({ ok: true, tally: { ...none, changed: 1 } })
    const [newest] = await entryVersions(still.engine.parts.db, 'risk-sources', 'R-1')
    expect(newest).toMatchObject({ version: 2, person: '王', reason: '年度普查' })
    expect(newest?.values).toMatchObject({ name: '染整厂', phone: '0512 6300 0000' })
  })

  it('is sealed in the log, which tells nothing of persons', async () => {
    const log = await changes()
    expect(log.map(({ actor, reason, body }) => [actor, reason, body['added']])).toEqual([
      ['王', '年度普查', 2],
      ['王', '年度普查', 0],
    ])
    expect(JSON.stringify(log)).not.toContain('6300')
    const versions = [
      ...(await entryVersions(still.engine.parts.db, 'risk-sources', 'R-1')),
      ...(await entryVersions(still.engine.parts.db, 'risk-sources', 'R-2')),
    ]
    for (const { n, body } of log) {
      expect(sealOf(versions.filter((one) => one.n === n))).toBe(body['hash'])
    }
    expect(await verifyLog(still.engine.parts.db)).toMatchObject({ intact: true })
  })
})

describe('one entry', () => {
  const sources = () => definitionOf('risk-sources')
  const put = (values: Record<string, unknown>, expectedN: number | null = null) =>
    putEntry(still.engine, sources(), { ...act, key: 'R-1', values }, expectedN)

  it('is changed on what was read, in the fields that are told', async () => {
    const [before] = await entryVersions(still.engine.parts.db, 'risk-sources', 'R-1')
    still.setNow(noonAt + hourMs)
    const done = await put({ quantityT: 12 }, before!.n)
    expect(done).toMatchObject({ ok: true, subject: { version: 3, values: { name: '染整厂' } } })
    expect(await put({ quantityT: 13 }, before!.n)).toMatchObject({ ok: false, code: 'stale' })
    const again = await put({ quantityT: 12 })
    expect(again).toEqual(done)
    expect(await put({ colour: 'x' })).toMatchObject({ code: 'bad-body' })
    expect(await put({ id: 'R-9' })).toMatchObject({ code: 'bad-body' })
    expect(await put({ level: 'big' })).toMatchObject({
      detail: 'level: expected one of major, larger, general, got "big"',
    })
  })

  it('is retired with a reason, once, and can be entered again', async () => {
    const retire = (key: string) =>
      retireEntry(still.engine, sources(), { key, person: '李', reason: '已搬迁' }, null)
    expect(await retire('R-1')).toMatchObject({ subject: { retired: true, reason: '已搬迁' } })
    expect(await retire('R-1')).toMatchObject({ ok: false, code: 'not-allowed' })
    expect(await retire('R-9')).toMatchObject({ ok: false, code: 'unknown-entry' })
    expect(await take('risk-sources', 'id\nR-1\n')).toMatchObject({
      tally: { changed: 1, revived: 1 },
    })
    const versions = await entryVersions(still.engine.parts.db, 'risk-sources', 'R-1')
    expect(versions.map(({ retired }) => retired)).toEqual([false, true, false, false, false])
  })

  it('is entered by one of two that come at once on the same state', async () => {
    const [before] = await entryVersions(still.engine.parts.db, 'risk-sources', 'R-1')
    const n = before!.n
    const both = await Promise.all([put({ note: 'a' }, n), put({ note: 'b' }, n)])
    expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true])
  })
})

describe('what the pages ask', () => {
  const answers = () => createRegisterAnswers(still.engine)

  it('names the intakes that a source reaches, by its place on the river or its station', async () => {
    const { intakesBelow } = answers()
    const [entry] = await entryVersions(still.engine.parts.db, 'risk-sources', 'R-1')
    const at = (part: object) =>
      intakesBelow({ ...entry!, values: { ...entry!.values, ...part } }).map(
        ({ station, distanceKm }) => [station, distanceKm],
      )
    expect(at({})).toEqual([])
    expect(at({ waterBody: 'taipu', atKm: 15, offKm: 2.5 })).toEqual([
      ['changbaidang-intake', 29.5],
      ['jinze-reservoir', 32.5],
      ['taipu-rawwater', 40.5],
    ])
    expect(at({ station: 'fenhu-centre' })[0]).toEqual(['changbaidang-intake', 9])
    expect(at({ waterBody: 'dianshan', atKm: 3 })).toEqual([])
  })

  it('exports every page, as the import takes it', async () => {
    const rows = Array.from({ length: 1_201 }, (_, at) => `E-${at},专家,qingpu,锑,available`)
    const text = ['id,name,district,fields,availability', ...rows].join('\n')
    expect(await take('experts', text)).toMatchObject({ ok: true, tally: { added: 1_201 } })
    const all = {
      register: 'experts',
      text: null,
      district: null,
      state: 'all',
      asOf: null,
    } as const
    let csv = ''
    for await (const piece of answers().registerCsv(all, 'zh')) csv += piece
    expect(csv.split('\r\n')).toHaveLength(1_203)
    expect(await take('experts', csv)).toMatchObject({ tally: { added: 0, unchanged: 1_201 } })
  })
})

describe('an operating procedure', () => {
  const open = (kind: 'joint-patrol' | 'hand-over') =>
    openCase(still.engine.desk, kind, { about: { reason: '计划' } })
  const enter = (steps: string, part = '') =>
    take(
      'sops',
      `id,nameZh,nameEn,kind,rule,stepsZh,stepsEn\nS-1,流程,SOP,joint-patrol,,${steps}\n${part}`,
    )
  const report = { at: noonAt, district: 'qingpu', person: '李', note: null }

  it('stays in a running case as it was when the case began', async () => {
    expect(
      await enter('一; 二,one; two', 'S-2,他,other,joint-patrol,taipu-sb,一,one\n'),
    ).toMatchObject({
      tally: { added: 2 },
    })
    const before = await open('joint-patrol')
    const handOver = await open('hand-over')
    still.setNow(noonAt + 2 * hourMs)
    await enter('零; 一; 二,zero; one; two')
    const after = await open('joint-patrol')
    const { sopProgress, doSopStep } = createRegisterAnswers(still.engine)
    const shape = async (id: string) =>
      (await sopProgress(id))?.map(({ sop, done }) => [sop.id, sop.version, done.length])
    expect(await shape(before.id)).toEqual([['S-1', 1, 2]])
    expect(await shape(after.id)).toEqual([['S-1', 2, 3]])
    expect(await shape(handOver.id)).toEqual([])
    expect(await shape('nowhere')).toBeUndefined()

    const step = (item: number, expectedN: number | null = null) =>
      doSopStep({ workflow: before.id, sop: 'S-1' }, { ...report, item }, expectedN, null)
    expect(await step(2)).toMatchObject({ ok: false, code: 'sop-out-of-order' })
    const photo = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 7])
    const sha256 = createHash('sha256').update(photo).digest('hex')
    const first = { ...report, item: 1, attachments: [{ sha256, name: 'sample.jpg' }] }
    const withPhoto = () => doSopStep({ workflow: before.id, sop: 'S-1' }, first, null, null)
    expect(await withPhoto(), 'bytes that nobody brought').toMatchObject({ code: 'bad-step' })
    const kept = { sha256, type: 'image/jpeg', bytes: photo.length, receivedAt: noonAt }
    await keepAttachment(still.engine.parts.db, kept, photo)
    const both = await Promise.all([withPhoto(), withPhoto()])
    expect(both.map((one) => (one.ok ? 'ok' : one.code)).toSorted()).toEqual([
      'ok',
      'sop-step-done',
    ])
    expect(await step(2, before.n)).toMatchObject({ ok: false, code: 'stale' })
    expect(await step(2)).toMatchObject({ ok: true, subject: { sopSteps: [{}, { version: 1 }] } })
    expect(
      await doSopStep({ workflow: before.id, sop: 'S-2' }, { ...report, item: 1 }, null, null),
    ).toMatchObject({
      code: 'unknown-step',
    })
    const signer = () => Promise.resolve(fakeSigner(7))
    const maker = { ...still.engine.parts, madeBy: 'test', signer, now: () => noonAt }
    const file = join(tmpdir(), `qingliu-sop-${process.pid}.tar`)
    await writeFile(file, (await evidenceOf(maker, before.id))!)
    expect(await verifyEvidence(file).finally(() => rm(file))).toMatchObject({
      ...{ intact: true, changes: 3, parts: ['about', 'workflow', 'photo'].length + 3 },
    })
    const log = await changesOf(still.engine.parts.db, before.id)
    expect(log.map(({ type, reason }) => [type, reason])).toEqual([
      ['workflow.opened', 'opened-by-hand'],
      ['workflow.step', 'sop'],
      ['workflow.step', 'sop'],
    ])
  })
})
