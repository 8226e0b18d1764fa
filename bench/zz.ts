import { openBenchEngine } from './open-engine.ts'
import { queryAlerts } from '../src/store/alerts.ts'
const engine = await openBenchEngine(process.argv[2]!, true)
let raised = 0
function beginning() { raised++; const stations = engine.parts.network.stations; const station = stations[raised % stations.length]!.id
  return { key: `bench|${raised}`, rule: 'toxic-limit', kind: 'deterioration', station, subject: `${station}/bench-${raised}`, phase: 'begin', colour: 'orange', live: true, observedAt: Date.now(), readings: [], evidence: { limit: 0.005 } } as never }
const n0 = Number(process.argv[3] ?? 100)
for (let i=0;i<n0;i+=50) await engine.desk.announce(Array.from({length:50}, beginning))
const { db } = engine.parts
const orig = db.transaction
const stat = new Map<string, {n:number, ms:number}>()
;(db as any).transaction = (work: any, m: any) => { const t0=performance.now(); return orig(async (tx: any) => {
  const add=(k:string,ms:number)=>{const s=stat.get(k)??{n:0,ms:0}; s.n++; s.ms+=ms; stat.set(k,s)}
  add('begin', performance.now()-t0)
  const w = { ...tx, query: async (sql: string, p: any) => { const t=performance.now(); try { return await tx.query(sql,p) } finally { add(sql.slice(0,40).replace(/\s+/g,' '), performance.now()-t) } },
   finish: async (x: any) => { const t=performance.now(); try { return await tx.finish(x) } finally { add('finish', performance.now()-t) } } }
  const r = await work(w); (w as any).end = 1; return r
}, m) }
const filter = { state: 'open', station: null, kind: null, changedSince: null } as const
const { items } = await queryAlerts(db, { ...filter, limit: 6, cursor: null })
let t = performance.now()
for (let i=0;i<60;i++) { const id = items[i%6]!.id; await engine.desk.command(id, { verb: i%12<6?'shelve':'unshelve', person:'b', reason:'b', until: Date.now()+3600e3 }, null) }
console.log('act ms', (performance.now()-t)/60); for (const [k,v] of stat) console.log(k, v.n, (v.ms/v.n).toFixed(2)); stat.clear()
t = performance.now()
for (let i=0;i<60;i++) await engine.desk.announce([beginning()])
console.log('announce ms', (performance.now()-t)/60); for (const [k,v] of stat) console.log(k, v.n, (v.ms/v.n).toFixed(2))
await db.close(); process.exit(0)
