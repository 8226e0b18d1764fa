import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Command, CommanderError } from 'commander'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { detectFile, type DetectOptions } from './detect-file.ts'
import { registerDetect } from './detect.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qingliu-detect-'))
})
afterAll(() => rm(folder, { recursive: true }))

let files = 0
async function fileOf(text: string | Buffer, ending = 'csv'): Promise<string> {
  files += 1
  const file = join(folder, `${files}.${ending}`)
  await writeFile(file, text)
  return file
}

async function detect(file: string, options: Partial<DetectOptions> = {}) {
  const lines: string[] = []
  const defaults = { time: 'time', columns: null, label: null, missing: new Set<number>() }
  const summary = await detectFile(
    { file, ...defaults, trainUntil: null, alarmsPerDay: 0.1, ...options },
    (line) => Promise.resolve(void lines.push(line)),
    () => 0,
  )
  return { summary, lines }
}

const timeOf = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString()
const wave = (i: number) => (8 + Math.sin(i * 1.7) + ((i * 7919) % 13) / 20).toFixed(3)

/** Two columns and a label; an event of ten rows stands at each `eventAt`. */
function labelledCsv(rows: number, eventsAt: readonly number[]): string[] {
  const isEvent = (i: number) => eventsAt.some((at) => i >= at && i < at + 10)
  const line = (i: number) =>
    `${timeOf(i)},${isEvent(i) ? 30 : wave(i)},${wave(i + 5)},${isEvent(i) ? 1 : 0}`
  return ['time,a,b,event', ...Array.from({ length: rows }, (_, i) => line(i))]
}

describe('detect', () => {
  it('answers one line for each row, in order, and measures against labels', async () => {
    const file = await fileOf(gzipSync(labelledCsv(3000, [1000, 2500]).join('\n')), 'csv.gz')
    const trainUntil = Date.UTC(2026, 0, 2)
    const { summary, lines } = await detect(file, { label: 'event', trainUntil })
    expect(lines[0]).toBe('time,score,alarm,event,top')
    expect(lines).toHaveLength(3001)
    expect(lines[1]).toBe(`${timeOf(0)},,0,,`)
    expect(lines[2504]).toMatch(/,1,\d+,a$/)
    expect(summary).toMatchObject({ rows: 3000, judgedRows: 1560, columns: ['a', 'b'] })
    expect(summary).toMatchObject({ eventsFound: 1, eventsTotal: 1, falseAlarms: 0 })
    expect(summary.firstEvents).toMatchObject([{ drivers: [{ column: 'a', share: 1, came: 30 }] }])
    expect(summary.firstEvents[0]!.drivers[0]!.expected).toBeCloseTo(8.3, 0)
  })

  it('gives the same answers when the file is cut short', async () => {
    const csv = labelledCsv(2000, [500, 900, 1700])
    const options = { label: 'event', trainUntil: Date.UTC(2026, 0, 1, 12) }
    const whole = await detect(await fileOf(csv.join('\n')), options)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: csv.length }), async (cut) => {
        const short = await detect(await fileOf(csv.slice(0, cut).join('\n')), options)
        expect(short.lines).toEqual(whole.lines.slice(0, cut))
      }),
      { seed: 4, numRuns: 15 },
    )
  })

  describe('with context', () => {
    /** A pump that runs now and then, and column a follows three rows later. */
    const isOn = (i: number) => Number(i % 997 < 90)
    const pumped = ['time,a,b,pump,event'].concat(
      Array.from({ length: 9_000 }, (_, i) => {
        const isEvent = i >= 8_800 && i < 8_830
        const a = Number(wave(i)) + 40 * isOn(i - 3)
        return `${timeOf(i)},${a},${isEvent ? 30 : wave(i + 5)},${isOn(i)},${isEvent ? 1 : 0}`
      }),
    )
    const options = { label: 'event', trainUntil: Date.UTC(2026, 0, 3), context: ['pump'] }

    it('judges the others, and says what it explained', async () => {
      const { summary, lines } = await detect(await fileOf(pumped.join('\n')), options)
      expect(lines[0]).toBe('time,score,alarm,event,top,explained')
      expect(summary).toMatchObject({ columns: ['a', 'b'], context: ['pump'], eventsFound: 1 })
      expect(summary.falseAlarms).toBe(0)
      expect(summary.explainedRows).toBeGreaterThan(100)
      const [first] = summary.firstExplained
      expect(first!.columns).toMatchObject([{ column: 'a', context: 'pump' }])
      const line = lines.find((one) => one.startsWith(first!.time))!
      const { rowsAgo } = first!.columns[0]!
      expect(line).toMatch(/,0,,[ab],/)
      expect(line.endsWith(`"a by pump, ${rowsAgo} rows after its change"`)).toBe(true)
      const without = await detect(await fileOf(pumped.join('\n')), { ...options, context: [] })
      expect(without.summary.columns).toEqual(['a', 'b', 'pump'])
      expect(without.lines[0]).toBe('time,score,alarm,event,top')
      expect(without.summary).toMatchObject({ explainedRows: 0, firstExplained: [] })
    })

    it('gives the same answers when the file is cut short', async () => {
      const whole = await detect(await fileOf(pumped.join('\n')), options)
      for (const cut of [700, 3_456, 8_815]) {
        const short = await detect(await fileOf(pumped.slice(0, cut).join('\n')), options)
        expect(short.lines).toEqual(whole.lines.slice(0, cut))
      }
    })

    it.each([
      ['judged as well', { columns: ['a', 'pump'] }, '"pump" is judged'],
      ['not in the file', { context: ['tide'] }, 'no column "tide"'],
    ])('refuses one that is %s', async (_what, wrong, message) => {
      const file = await fileOf(pumped.slice(0, 10).join('\n'))
      await expect(detect(file, { ...options, ...wrong })).rejects.toMatchObject({
        code: 'csv-column',
        message: expect.stringContaining(message) as string,
      })
    })
  })

  it.each([
    ['an empty file', '', 'is empty'],
    ['a header alone', 'time,a\n', 'holds no rows'],
    ['all missing', 'time,a\n2026-01-01,\n2026-01-02,NaN\n', 'no number in "a"'],
    ['no time at all', 'time,a\n1/2/2026,1\n1/3/2026,2\n', 'has a time in "time": expected'],
    ['an unknown column', 'when,a\n2026-01-01,1\n', 'no column "time"'],
  ])('refuses %s in a clear line', async (_what, text, message) => {
    await expect(detect(await fileOf(text))).rejects.toMatchObject({
      name: 'AppError',
      message: expect.stringContaining(message) as string,
    })
  })

  it('refuses labels that say nothing, and to judge them', async () => {
    const file = await fileOf(`time,a,l\n${timeOf(0)},1,good\n${timeOf(1)},2,bad\n`)
    await expect(detect(file, { label: 'l' })).rejects.toMatchObject({
      message: expect.stringContaining('has yes or no in "l": expected such as 0 and 1') as string,
    })
    await expect(detect(file, { label: 'a', columns: ['a'] })).rejects.toMatchObject({
      message: 'column "a" is judged and cannot be label as well',
    })
  })

  it('measures the scores as they are told', async () => {
    const isEvent = (i: number) => i % 7 === 0
    const row = (_: unknown, i: number) => `${timeOf(i)},${wave(i)},${Number(isEvent(i))}`
    const file = await fileOf(['time,a,l', ...Array.from({ length: 3000 }, row)].join('\n'))
    const { summary, lines } = await detect(file, { label: 'l' })
    const told = lines.slice(1).map((line, i) => ({ score: line.split(',')[1]!, hit: isEvent(i) }))
    const scored = told.filter(({ score }) => score !== '')
    const levels = [...new Set(scored.map(({ score }) => Number(score)))].toSorted((a, b) => b - a)
    expect(levels.length).toBeLessThan(scored.length)
    const hits = scored.filter(({ hit }) => hit).length
    let [area, before] = [0, 0]
    for (const level of levels) {
      const above = scored.filter(({ score }) => Number(score) >= level)
      const found = above.filter(({ hit }) => hit).length
      area += ((found - before) / hits) * (found / above.length)
      before = found
    }
    expect(summary.aucPr).toBeCloseTo(area, 12)
  })

  it.each([
    ['one row', 'time,a\n2026-01-01,1\n', 'all judged rows are warming'],
    ['text in a number column', 'time,a\n2026-01-01,1\n2026-01-02,oops\n', '1 cells are no number'],
    [
      'a column of text',
      'time,a,b\n2026-01-01,1,x\n2026-01-02,2,y\n',
      '"b" holds text: not judged',
    ],
    ['times going backwards', 'time,a\n2026-01-02,1\n2026-01-01,2\n', '1 rows are older'],
    ['a constant column', 'time,a\n2026-01-01,1\n2026-01-02,1\n', 'never changes'],
    ['times that are none', 'time,a\n2026-01-01,1\nsoon,2\n', '1 of 2 rows have no readable time'],
  ])('takes %s and says so', async (_what, text, note) => {
    const { summary, lines } = await detect(await fileOf(text))
    expect(summary.notes.join('\n')).toContain(note)
    expect(lines).toHaveLength(text.trim().split('\n').length)
  })

  it('judges a column that begins with a text once its numbers outweigh, and none of texts', async () => {
    const site = (i: number) => (i % 4 === 3 ? '12' : 'upper')
    const row = (i: number) => `${timeOf(i)},${i < 2 ? 'ND' : i === 900 ? 30 : wave(i)},${site(i)}`
    const file = await fileOf(
      ['time,a,site', ...Array.from({ length: 1000 }, (_, i) => row(i))].join('\n'),
    )
    const { summary, lines } = await detect(file)
    expect(summary.columns).toEqual(['a'])
    expect(summary.notes).toEqual([
      'column "a": 2 cells are no number, read as missing',
      'column "site" holds text: not judged',
    ])
    expect(lines[901]).toMatch(/,1,1,a$/)
  })

  it('has a score for every row after a value that can be no measurement', async () => {
    const fills = new Map([
      [200, '1e308'],
      [300, '-1.7e308'],
      [400, '9.96921e36'],
      [500, '1e30'],
    ])
    const row = (_: unknown, i: number) => `${timeOf(i)},${fills.get(i) ?? wave(i)},${wave(i + 3)}`
    const file = await fileOf(['time,a,b', ...Array.from({ length: 900 }, row)].join('\n'))
    const { summary, lines } = await detect(file)
    const scores = lines.slice(200).map((line) => Number(line.split(',')[1]))
    expect(scores.every((score) => score > 0 && score <= 1)).toBe(true)
    expect(summary.notes).toEqual(['column "a": 3 cells are no number, read as missing'])
  })

  it.each([
    ['gzip under a plain name', (text: string) => gzipSync(text), 'csv'],
    ['a plain file that is called .gz', (text: string) => text, 'csv.gz'],
  ])('takes %s', async (_what, made, ending) => {
    const { summary } = await detect(await fileOf(made('time,a\n2026-01-01,1\n'), ending))
    expect(summary.rows).toBe(1)
  })

  it('reads labels of numbers and of words, and names those that say nothing', async () => {
    const labels = ['0', '1', 'True', 'no', 'normal', 'NaN', 'maybe', 'Anomaly']
    const row = (i: number) => `${timeOf(i)},${wave(i)},${labels[i % labels.length]!}`
    const lines = Array.from({ length: 800 }, (_, i) => row(i))
    const { summary } = await detect(await fileOf(['time,a,l', ...lines].join('\n')), {
      label: 'l',
    })
    expect(summary.notes).toEqual(['label "l": 100 cells say neither yes nor no, read as no'])
    expect(summary.eventsTotal).toBe(200)
  })

  it('takes a thousand columns', async () => {
    const row = Array.from({ length: 1000 }, (_, i) => i % 7).join(',')
    const header = Array.from({ length: 1000 }, (_, i) => `c${i}`).join(',')
    const lines = Array.from({ length: 200 }, (_, i) => `${timeOf(i)},${row}`)
    const { summary } = await detect(await fileOf([`time,${header}`, ...lines].join('\n')))
    expect(summary).toMatchObject({ rows: 200, alarms: 0 })
  })

  it('leaves with code 2 and a line, never a stack', async () => {
    let said = ''
    const program = new Command('qingliu').exitOverride()
    program.configureOutput({ writeErr: (text) => void (said += text) })
    registerDetect(program)
    const absent = join(folder, 'absent.csv')
    const run = program.parseAsync(['node', 'qingliu', 'detect', absent, '--time', 'time'])
    await expect(run).rejects.toMatchObject({ exitCode: 2 } satisfies Partial<CommanderError>)
    expect(said).toContain('cannot read')
    expect(said).not.toContain('    at ')
  })
})
