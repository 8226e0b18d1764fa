import { expect, it } from 'vitest'
import { essentialFaults } from '../bench/prove-faults.ts'
import { prove } from '../bench/prove-run.ts'
import { faultsInWords, judgeProof } from '../bench/prove-verdict.ts'
import { hasMosquitto } from './mosquitto.ts'
import { startNativeServer } from './native-server.ts'

const native = await startNativeServer()
await native?.stop()

/** The short version of `npm run prove:ingest`, which says what it proves. */
it.skipIf(!hasMosquitto || native === null)(
  'loses, doubles and misses nothing while engine, broker and database server are killed',
  { timeout: 900_000 },
  async () => {
    const said: string[] = []
    const proof = await prove({
      seed: 20_261_123,
      rate: 600,
      durationMs: 45_000,
      faults: essentialFaults,
      gapMaxMs: 1_500,
      onProgress: (line) => said.push(line),
    })
    expect(proof, 'both servers are there').not.toBeNull()
    if (proof === null) return
    const failing = judgeProof(proof).filter(({ holds }) => holds === false)
    expect({ failing, words: faultsInWords(proof) }, said.join('\n')).toEqual({
      failing: [],
      words: [],
    })
    for (const name of ['engine killed', 'broker killed', 'database killed'] as const) {
      expect(proof.struck.faults.get(name), `${name}: times`).toBeGreaterThan(0)
    }
  },
)
