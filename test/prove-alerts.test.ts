import { expect, it } from 'vitest'
import { essentialAlertsFaults } from '../bench/alerts-faults.ts'
import { proveAlerts } from '../bench/alerts-run.ts'
import { alertsFaultsInWords, judgeAlerts } from '../bench/alerts-verdict.ts'
import { hasMosquitto } from './mosquitto.ts'
import { startNativeServer } from './native-server.ts'

const native = await startNativeServer()
await native?.stop()

/** The short version of `npm run prove:alerts`, which says what it proves. */
it.skipIf(!hasMosquitto || native === null)(
  'gives every reader each change once and in order while engines and database are killed',
  { timeout: 900_000 },
  async () => {
    const said: string[] = []
    const proof = await proveAlerts({
      ...{ seed: 20_261_128, clients: 60, rate: 8, durationMs: 45_000, gapMaxMs: 4_000 },
      faults: essentialAlertsFaults,
      onProgress: (line) => said.push(line),
    })
    expect(proof, 'both servers are there').not.toBeNull()
    if (proof === null) return
    const failing = judgeAlerts(proof).filter(({ holds }) => holds === false)
    expect({ failing, words: alertsFaultsInWords(proof) }, said.join('\n')).toEqual({
      failing: [],
      words: [],
    })
    for (const name of ['owner killed', 'database killed'] as const) {
      expect(proof.faults.get(name), `${name}: times`).toBeGreaterThan(0)
    }
  },
)
