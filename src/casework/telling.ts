import type { Workflow } from '../domain/alert.ts'
import { assert } from '../domain/errors.ts'
import type { Engine } from '../engine.ts'

/** Whether a rule of the network tells of it. */
export function isTold({ rules }: Engine['parts'], rule: string): boolean {
  return rules.some(({ id, enabled }) => id === rule && enabled)
}

/** Alerts name a station: the workflow's own, else one of its district. */
export function stationOf(
  { network: { stations } }: Pick<Engine['parts'], 'network'>,
  { station, siteDistrict }: Pick<Workflow, 'station' | 'siteDistrict'>,
): string {
  const own = stations.find(({ id }) => id === station)
  const near = stations.find(({ district }) => district === siteDistrict)
  const found = own ?? near ?? stations[0]
  assert(found !== undefined, 'a network has a station')
  return found.id
}
