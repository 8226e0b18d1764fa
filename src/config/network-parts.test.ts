import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadNetworkParts } from './network-parts.ts'

const fixtures = join(import.meta.dirname, '../../fixtures')
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qingliu-parts-'))
  cpSync(join(fixtures, 'network'), folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

const change = (noun: string, from: string, to: string) => {
  const file = join(folder, `${noun}.json`)
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
}
const faults = (): string[] => {
  try {
    loadNetworkParts(folder)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

describe('the folder of a network', () => {
  it('is that of another river with the files that say what stands where', () => {
    cpSync(join(fixtures, 'other-river'), folder, { recursive: true })
    const { network, productPlan, patrolPlan, incidentPlan } = loadNetworkParts(folder)
    expect(network.districts.map(({ id }) => id)).toEqual(['shangxi', 'xiazhou'])
    expect(productPlan?.parties).toHaveLength(2)
    expect(patrolPlan.teamHead?.order).toEqual(['xiazhou', 'shangxi'])
    expect(incidentPlan.resources.map(({ district }) => district)).toEqual(['shangxi', 'xiazhou'])
  })

  it('has the faults of all its files told at once, each with its file and place', () => {
    change('patrols', '"taipu"', '"qingxi"')
    change('products', '"qingpu"', '"shangxi"')
    change('rules', '"enabled": true', '"enabled": 1')
    change('public', '"w01010"', '"w0"')
    expect(faults().map((line) => line.replace(/ \(line \d+\)$/, ''))).toEqual([
      'rules.json: rules[0].enabled: expected true or false, got 1',
      'products.json: parties[0].district: expected a district of the zone, got "shangxi"',
      'products.json: parties: expected one party for qingpu, got 0',
      'patrols.json: waterBodies[0]: expected a water body of the network, got "qingxi"',
      'public.json: parameters[0].code: expected a parameter of the network, got "w0"',
    ])
  })

  it('is looked through for what stands where first, since all else refers to it', () => {
    change('stations', '"wujiang"', '"shangxi"')
    change('patrols', '"taipu"', '"qingxi"')
    expect(faults()).toEqual([
      'stations.json: stations[0].district: expected a district of network.json, got "shangxi"',
    ])
  })
})
