/** Words for the network: what stands where, what it measures, what flows where. Data, never code. */

export type Medium = 'water' | 'air' | 'hydrology'
export type StationKind = 'river' | 'lake' | 'intake' | 'hydrology' | 'air'
/** Id of an entry of the network's districts. */
export type District = string
export type WaterClass = 'I' | 'II' | 'III' | 'IV' | 'V' | 'V+'

/** How sure a figure of the fixtures is: read in a source, computed, from memory, ours, made up. */
export type Certainty = 'sure' | 'calculated' | 'memory' | 'design' | 'synthetic'

export type Names = { readonly zh: string; readonly en: string }
/** Inclusive both ends, in the parameter's catalogue unit; null: unbounded. */
export type Range = readonly [number | null, number | null]

export type Parameter = {
  /** National factor code, or the alias where no national code exists. */
  readonly code: string
  readonly alias: string
  /** Other spellings taken on input: vendor codes, former aliases. */
  readonly otherNames: readonly string[]
  readonly medium: Medium
  readonly name: Names
  readonly unit: string
  readonly decimals: { readonly hour: number; readonly assessment: number }
  readonly hardRange: Range
  readonly softRange: Range | null
  /** HJ 212-2017 annex B default unit, where it is not the catalogue's. */
  readonly hj212Unit: string | null
  /** Concentrations that cannot fall below zero and spread by factors are scored on a log scale. */
  readonly scale: 'linear' | 'log'
  /** 'direction' (degrees) and the like have no statistics of ours. */
  readonly statistics: boolean
  /** A sign of operation or weather: not judged, its changes explain what is measured beside it. */
  readonly context: boolean
  readonly certainty: Certainty
}

export type StationParameter = {
  readonly code: string
  /** Expected distance between two readings. */
  readonly cadenceMs: number
  /** Averaging period of the expected series, canonical spelling. */
  readonly period: string
}

/** How a station's HJ 212 frames are read; every dialect difference is data. */
export type Hj212Source = {
  readonly mn: string
  readonly codes: Readonly<Record<string, string>>
  readonly units: Readonly<Record<string, string>>
  readonly flagDialect: 'hj212' | 'national-water'
  /** Period of its minute data (CN 2051), canonical spelling; null: ten minutes. */
  readonly minutePeriod: string | null
  /** Period of its hour data (CN 2061), where a 4-hour result is sent as one; null: an hour. */
  readonly hourPeriod: string | null
  /**
   * Where the SM4 key of its data areas stands, never the key: an environment variable
   * `QINGLIU_SM4_…`, or the absolute path of a file. Null: its data areas are not ciphered.
   */
  readonly sm4KeyFrom: string | null
  /** What the checksum of a ciphered frame is computed over. */
  readonly crcOver: 'as-sent' | 'plain'
}

export type Station = {
  readonly id: string
  readonly name: Names
  readonly kind: StationKind
  readonly form: 'fixed' | 'buoy' | 'section' | 'intake' | 'gate' | 'air'
  readonly waterBody: string | null
  readonly district: District
  readonly lat: number
  readonly lon: number
  readonly position: Certainty
  /** Water class agreed for this place; null where none applies. */
  readonly target: 'I' | 'II' | 'III' | 'IV' | 'V' | null
  /** First- or second-level protected zone of a drinking-water source. */
  readonly protectionZone: 'first' | 'second' | null
  /** Distance from the head of its river, km; null off the river. */
  readonly chainageKm: number | null
  readonly parameters: readonly StationParameter[]
  readonly hj212: Hj212Source | null
  /** Where its water goes when the station is off the river (lake outlets, inflows). */
  readonly flowsTo: { readonly waterBody: string; readonly atKm: number } | null
  /** A station usually worse than its target: one ledger item, no standing alert. */
  readonly usualClass: WaterClass | null
  readonly note: string | null
}

export type River = {
  readonly id: string
  readonly name: Names
  /** From where to where it flows, for the page; null: it is not told. */
  readonly course: Names | null
  readonly lengthKm: number
  /** Assumed wetted cross-section used for travel time. */
  readonly crossSectionM2: number
  readonly crossSectionCertainty: Certainty
  /** Stations whose `flow` is taken for the river, best first. */
  readonly flowStations: readonly string[]
  /** A flow older than this says nothing about now. */
  readonly flowMaxAgeMs: number
  /** Share by which travel time is widened both ways. */
  readonly travelTimeSpread: number
}

export type WaterBody = {
  readonly id: string
  readonly name: Names
  readonly kind: 'river' | 'lake'
}

export type DistrictEntry = {
  readonly id: District
  readonly name: Names
  readonly inZone: boolean
  readonly regionCode: string
  readonly regionCodeCertainty: Certainty
}

export type Network = {
  readonly name: Names
  readonly districts: readonly DistrictEntry[]
  readonly waterBodies: readonly WaterBody[]
  readonly rivers: readonly River[]
  readonly stations: readonly Station[]
  readonly parameters: readonly Parameter[]
}

/** Expected distance of two results of a parameter at a station, ms; 0 where none is expected. */
export function cadencesOf({ stations }: Network): (station: string, parameter: string) => number {
  const cadences = new Map(
    stations.flatMap(({ id, parameters }) =>
      parameters.map(({ code, cadenceMs }) => [`${id}/${code}`, cadenceMs] as const),
    ),
  )
  return (station, parameter) => cadences.get(`${station}/${parameter}`) ?? 0
}
