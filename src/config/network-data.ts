import { join } from 'node:path'
import type { Rule } from '../../alerts/rule.ts'
import type { Network } from '../domain/network.ts'
import type { Quality } from '../domain/quality.ts'
import type { Standards } from '../domain/standards.ts'
import { loadAll } from './load-all.ts'
import { loadNetwork } from './network.ts'
import { loadQuality } from './quality.ts'
import { loadRules } from './rules.ts'
import { loadStandards } from './standards.ts'

/** Everything that a network's folder says of how its water is judged. */
export type NetworkData = {
  readonly network: Network
  readonly standards: Standards
  readonly rules: readonly Rule[]
  readonly quality: Quality
}

/**
 * @param rulesFile  rules other than the folder's own
 * @throws {AppError} `config`, one line a fault
 */
export function loadNetworkData(
  folder: string,
  rulesFile = join(folder, 'rules.json'),
): NetworkData {
  const network = loadNetwork(folder)
  return { network, ...loadAll(judgingParts(folder, network, rulesFile)) }
}

/** What judges the readings of a network, by its place in {@link NetworkData}. */
export function judgingParts(folder: string, network: Network, rulesFile: string) {
  return {
    standards: () => loadStandards(join(folder, 'standards')),
    rules: () => loadRules(rulesFile, network.parameters),
    quality: () => loadQuality(join(folder, 'quality.json'), network),
  }
}
