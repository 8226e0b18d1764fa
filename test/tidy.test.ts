import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/** Style as a unit test: arrows between rooms, purity of the core, sizes, exports. */
const root = resolve(import.meta.dirname, '..')

/** Rooms by path prefix, the longest match wins, and the rooms each may import besides itself. */
const rooms: Record<string, { imports: readonly string[]; core: boolean }> = {
  'src/domain': { imports: [], core: true },
  'ingest/decode': { imports: ['src/domain'], core: true },
  'ingest/qc': { imports: ['src/domain'], core: true },
  models: { imports: ['src/domain'], core: true },
  alerts: { imports: ['src/domain'], core: true },
  'src/config': { imports: ['src/domain', 'alerts', 'src/clock.ts'], core: false },
  'src/clock.ts': { imports: ['src/domain'], core: false },
  'src/limits.ts': { imports: ['src/domain'], core: true },
  'src/thread.ts': { imports: [], core: false },
  'src/heap.ts': { imports: ['src/limits.ts'], core: false },
  'src/store': { imports: ['src/domain', 'src/limits.ts', 'src/thread.ts'], core: false },
  'src/http': { imports: ['src/domain', 'src/limits.ts'], core: false },
  'src/delivery': { imports: ['src/domain', 'src/limits.ts'], core: false },
  'src/evidence': { imports: ['src/domain'], core: false },
  'ingest/gateway': {
    imports: ['src/domain', 'ingest/decode', 'src/limits.ts'],
    core: false,
  },
  'ingest/mqtt': { imports: ['src/domain', 'src/limits.ts'], core: false },
  'fixtures/simulator': { imports: ['src/domain', 'src/config'], core: false },
  web: { imports: ['src/domain'], core: false },
}
/** The parts that join rooms: they may import any room. */
const joiners = [
  'src/app.ts',
  'src/pipeline.ts',
  'src/taken.ts',
  'src/fold.ts',
  'src/samplings.ts',
  'src/station-context.ts',
  'src/series.ts',
  'src/latest.ts',
  'src/parts.ts',
  'src/engine.ts',
  'src/folding.ts',
  'src/stored-engine.ts',
  'src/standby.ts',
  'src/memory.ts',
  'src/rehearsal.ts',
  'src/network-folder.ts',
  'src/refold.ts',
  'src/relearned.ts',
  'src/state-form.ts',
  'src/hindsight.ts',
  'src/each-second.ts',
  'src/beside-samples.ts',
  'src/feed.ts',
  'src/timers.ts',
  'src/package.ts',
  'src/http-capabilities.ts',
  'src/alarm-performance.ts',
  'src/deliveries.ts',
  'src/outbox.ts',
  'src/cap-answers.ts',
  'src/deadline-watch.ts',
  'src/station-requests.ts',
  'src/commit.ts',
  'src/silence-watch.ts',
  'src/clock-watch.ts',
  'src/retry.ts',
  'src/canary.ts',
  'src/joined.ts',
  'src/message-queue.ts',
  'src/receive.ts',
  'src/desk.ts',
  'src/patterns.ts',
  'src/hidings.ts',
  'src/judge.ts',
  'src/demo.ts',
  'src/forecasts',
  'src/products',
  'src/casework',
  'src/registers',
  'src/public-view',
  'src/waters',
  'src/sources',
  'src/forecast-answers.ts',
  'src/product-answers.ts',
  'src/keeping.ts',
  'src/cli',
  'test',
  'bench',
]

const impure: readonly [RegExp, string][] = [
  [/\bDate\.now\(|\bnew Date\(\)/, 'a clock'],
  [/\bMath\.random\(|\brandomUUID\(/, 'randomness'],
  [/\bconsole\.|\bprocess\./, 'logging or environment'],
  [/\basync\b|\bawait\b|\bsetTimeout\(|\bsetInterval\(/, 'asynchrony'],
  [/from 'node:(?!assert)/, 'input or output'],
]

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('node_modules'))
}

const folders = ['src', 'ingest', 'models', 'alerts', 'fixtures', 'web', 'test', 'bench']
const files = folders.flatMap(sourceFiles).map((path) => {
  const text = readFileSync(join(root, path), 'utf8')
  const imports = ts
    .preProcessFile(text)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(root, resolve(root, dirname(path), name)))
  return {
    path,
    text,
    imports,
    isTest: /\.test\.tsx?$|contract(-[a-z-]+)?\.ts$|\/fake[-/]/.test(path),
  }
})

function roomOf(path: string): string | null {
  const names = [...Object.keys(rooms), ...joiners].filter(
    (name) => path === name || path.startsWith(`${name}/`),
  )
  return names.toSorted((a, b) => b.length - a.length)[0] ?? null
}

const isRoomImport = (from: string, to: string | null): boolean =>
  to !== null && (from === to || joiners.includes(from) || !!rooms[from]?.imports.includes(to))

describe('the house', () => {
  it('finds its files', () => {
    expect(files.length).toBeGreaterThan(20)
  })

  it('gives every file a room', () => {
    expect(files.filter(({ path }) => roomOf(path) === null).map(({ path }) => path)).toEqual([])
  })

  it('imports only along the allowed arrows', () => {
    const wrong = files
      .filter(({ isTest }) => !isTest)
      .flatMap(({ path, imports }) =>
        imports
          .filter((target) => !isRoomImport(roomOf(path)!, roomOf(target)))
          .map((target) => `${path} imports ${target}`),
      )
    expect(wrong).toEqual([])
  })

  it('keeps clock, randomness, logging, environment and waiting out of the core', () => {
    const wrong = files
      .filter(({ path, isTest }) => !isTest && rooms[roomOf(path) ?? '']?.core)
      .flatMap(({ path, text }) =>
        impure
          .filter(([pattern]) => pattern.test(withoutComments(text)))
          .map(([, what]) => `${path} uses ${what}`),
      )
    expect(wrong).toEqual([])
  })

  it('keeps files under 300 lines', () => {
    const long = files.filter(({ text }) => text.split('\n').length > 301)
    expect(long.map(({ path }) => path)).toEqual([])
  })

  it('exports by name', () => {
    const wrong = files.filter(
      ({ path, text }) => /^export default/m.test(text) && path !== 'test/closing-line.ts',
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}
