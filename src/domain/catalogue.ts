import type { Medium, Parameter, StationKind } from './network.ts'

export type Catalogue = {
  /**
   * The parameter that a name means at a station of this medium; letter case means nothing.
   * A code is tried first, then aliases, then other names; of two parameters with one alias the
   * station's own medium wins (`temp`: w01010 in water, a01001 in air). O(1).
   */
  readonly resolve: (name: string, medium: Medium) => Parameter | null
  readonly byCode: (code: string) => Parameter | undefined
  readonly all: readonly Parameter[]
}

/** Where a name is looked for, best first. */
const mediaFrom: Readonly<Record<Medium, readonly Medium[]>> = {
  water: ['water', 'hydrology', 'air'],
  hydrology: ['hydrology', 'water', 'air'],
  air: ['air', 'hydrology', 'water'],
}

/** Medium in whose words a station speaks. @example mediumOf('intake') // => 'water' */
export function mediumOf(kind: StationKind): Medium {
  return kind === 'air' || kind === 'hydrology' ? kind : 'water'
}

/** Indexes the parameters by every name they go by. */
export function createCatalogue(parameters: readonly Parameter[]): Catalogue {
  const byCode = new Map(parameters.map((parameter) => [parameter.code, parameter]))
  const names: Readonly<Record<Medium, ReadonlyMap<string, Parameter>>> = {
    water: namesFor('water', parameters),
    hydrology: namesFor('hydrology', parameters),
    air: namesFor('air', parameters),
  }
  return {
    resolve: (name, medium) =>
      names[medium].get(name) ?? names[medium].get(name.toLowerCase()) ?? null,
    byCode: (code) => byCode.get(code),
    all: parameters,
  }
}

function namesFor(medium: Medium, parameters: readonly Parameter[]): Map<string, Parameter> {
  const names = new Map<string, Parameter>()
  const add = (name: string, parameter: Parameter) => {
    const key = name.toLowerCase()
    if (!names.has(key)) names.set(key, parameter)
  }
  const nearestFirst = mediaFrom[medium].flatMap((each) =>
    parameters.filter((parameter) => parameter.medium === each),
  )
  for (const parameter of nearestFirst) add(parameter.code, parameter)
  for (const parameter of nearestFirst) add(parameter.alias, parameter)
  for (const parameter of nearestFirst) {
    for (const name of parameter.otherNames) add(name, parameter)
  }
  return names
}
