import { z } from 'zod'
import type { Network } from '../domain/network.ts'

/** Id of one of a network's districts; any other is a 400 that names them all. */
export function districtShapeOf({ districts }: Pick<Network, 'districts'>) {
  return z.enum(districts.map(({ id }) => id))
}

export type DistrictShape = ReturnType<typeof districtShapeOf>
