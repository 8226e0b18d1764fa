import { expect, it } from 'vitest'
import { dayMs, minuteMs } from '../../src/domain/time.ts'
import type { Json } from '../../src/domain/json.ts'
import type { DetectorFactory, SeriesNature } from './detector.ts'

/** Deterministic noise in [-1, 1) from an integer. */
function noiseAt(index: number): number {
  const x = Math.sin(index * 12.9898 + 4.1414) * 43758.5453
  return 2 * (x - Math.floor(x)) - 1
}

const startAt = Date.UTC(2026, 5, 1)
const step = 5 * minuteMs
const nature: SeriesNature = { scale: 'linear', decimals: 2, cadenceMs: step }
const ordinary = (index: number) =>
  8 + 1.5 * Math.sin((2 * Math.PI * index * step) / dayMs) + 0.1 * noiseAt(index)

/** The suite that every detector passes; leaving a case out needs a reason. */
export function testDetector(factory: DetectorFactory): void {
  const taught = (readings: number) => {
    const detector = factory.create(nature)
    for (let i = 0; i < readings; i += 1) detector.learn(startAt + i * step, ordinary(i))
    return detector
  }

  it('says warming before it knows enough, never 0', () => {
    expect(factory.create(nature).score(startAt, 8)).toEqual({ kind: 'warming' })
    expect(taught(10).score(startAt + 10 * step, 8)).toEqual({ kind: 'warming' })
  })

  it('score changes nothing', () => {
    const detector = taught(2000)
    const before = JSON.stringify(detector.save())
    const at = startAt + 2000 * step
    const first = detector.score(at, 30)
    for (let i = 0; i < 50; i += 1) detector.score(at, 30)
    expect(detector.score(at, 30)).toEqual(first)
    expect(JSON.stringify(detector.save())).toBe(before)
  })

  it('goes on after save and load as if it had not stopped', () => {
    const whole = taught(3000)
    const half = taught(1500)
    const resumed = factory.create(nature, JSON.parse(JSON.stringify(half.save())) as Json)
    for (let i = 1500; i < 3000; i += 1) resumed.learn(startAt + i * step, ordinary(i))
    expect(resumed.save()).toEqual(whole.save())
  })

  it('saves under 4 KB however long it has run', () => {
    expect(JSON.stringify(taught(5000).save()).length).toBeLessThan(4096)
  })

  it('ranks a large departure above an ordinary reading, inside [0, 1]', () => {
    const detector = taught(3000)
    const at = startAt + 3000 * step
    const usual = detector.score(at, ordinary(3000))
    const strange = detector.score(at, ordinary(3000) + 3)
    if (usual.kind === 'warming' || strange.kind === 'warming') throw new Error('still warming')
    expect(strange.score).toBeGreaterThan(0.999)
    expect(usual.score).toBeLessThan(0.99)
    expect(usual.score).toBeGreaterThanOrEqual(0)
    expect(strange.score).toBeLessThanOrEqual(1)
    expect(usual.low).toBeLessThan(ordinary(3000))
    expect(usual.high).toBeGreaterThan(ordinary(3000))
  })

  it('calls few of ten ordinary days strange', () => {
    const detector = taught(2880)
    let strange = 0
    for (let i = 2880; i < 5760; i += 1) {
      const score = detector.score(startAt + i * step, ordinary(i))
      if (score.kind === 'scored' && score.surprise > Math.log(2880)) strange += 1
      detector.learn(startAt + i * step, ordinary(i))
    }
    expect(strange).toBeLessThanOrEqual(10)
  })
}
