import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dayMs } from '../domain/time.ts'
import { loadNetwork } from './network.ts'
import { loadPublicPlan } from './public-view.ts'

const folder = join(import.meta.dirname, '../../fixtures/network')
const network = loadNetwork(folder)
const shipped = JSON.parse(readFileSync(join(folder, 'public.json'), 'utf8')) as object

function loaded(part: object) {
  const made = mkdtempSync(join(tmpdir(), 'qingliu-public-'))
  try {
    writeFileSync(join(made, 'public.json'), JSON.stringify({ ...shipped, ...part }))
    return loadPublicPlan(join(made, 'public.json'), network)
  } finally {
    rmSync(made, { recursive: true })
  }
}

it('reads what is shipped: the last review, a day late; without the file nothing is shown', () => {
  expect(loaded({})).toMatchObject({ delayMs: dayMs, reviewLevel: 'signed' })
  expect(loadPublicPlan('/nowhere/public.json', network)).toBeNull()
})

it.each([
  [{ delay: 'a day' }, 'delay: expected duration such as PT15M, got "a day"'],
  [{ reviewLevel: 'none' }, 'reviewLevel: expected one of operator, province, signed, got "none"'],
  [{ leastShare: 0 }, 'leastShare: expected share above 0, up to 1, got 0'],
  [
    { parameters: [{ code: 'x', decimals: 1 }] },
    'parameters[0].code: expected a parameter of the network, got "x"',
  ],
  [
    { parameters: [{ code: 'w01009', decimals: -1 }] },
    'parameters[0].decimals: expected whole number from 0 to 10, got -1',
  ],
])('refuses %o', (part, fault) => {
  expect(() => loaded(part)).toThrow(fault)
})
