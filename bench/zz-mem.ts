import { createSampling } from '../models/joint/sampling.ts'
import { rhythm } from '../models/detectors/rhythm.ts'
const gc = (globalThis as any).gc
const n = 2000
const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers }
for (const rows of [30, 400]) {
  const a = heap()
  const keep: any[] = []
  for (let k = 0; k < n; k++) {
    const s = createSampling({ cadenceMs: 300000, alarmsPerDay: () => 0.1, unitOf: () => '' })
    const cols = [0,1,2,3,4].map(c => s.columnOf('w' + c))
    for (let i = 0; i < rows; i++) for (const c of cols) s.take(c, 1.7e12 + i * 300000, 8 + Math.random())
    keep.push(s)
  }
  const b = heap()
  console.log('joint', rows, ((b - a) / n / 5).toFixed(0), 'B a column', JSON.stringify(keep[0].save()).length / 5)
  const r: any[] = []
  for (let k = 0; k < n * 5; k++) {
    const d = rhythm.create({ scale: 'linear', decimals: 2, cadenceMs: 300000 })
    for (let i = 0; i < rows; i++) { const v = 8 + Math.random(); d.score(1.7e12 + i * 300000, v); d.learn(1.7e12 + i * 300000, v) }
    r.push(d)
  }
  const c = heap()
  console.log('rhythm', rows, ((c - b) / n / 5).toFixed(0), 'B')
  console.log(keep.length + r.length)
}
