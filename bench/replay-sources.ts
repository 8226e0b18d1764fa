import { dayMs, type Instant } from '../src/domain/time.ts'

/** A measured file, how it maps onto a registered station, and what its authors recorded. */
export type Source = {
  readonly name: string
  /** Below the folder of shared data. */
  readonly path: string
  readonly station: string
  readonly timeColumn: string
  /** Column, parameter, and unit where it is not the catalogue's. */
  readonly map: readonly (readonly [column: string, parameter: string, unit?: string])[]
  /** Numeric column that gives back the logger's order; null: the file has it. */
  readonly orderBy: string | null
  /** Sent with its own times, the engine on the file's calendar; else shifted to end yesterday. */
  readonly asRecorded: boolean
  /** Parameters whose daily maxima are told, by alias. */
  readonly dailyMaxima: readonly string[]
  /** Day on which the authors saw the bloom begin. */
  readonly bloomAt: Instant | null
  /** Column that is 1 where experts marked an event. */
  readonly labelColumn: string | null
}

const lake = (name: string, bloomDayOfYear: number): Source => ({
  name,
  path: `cascade-lakes/${name}_5min.csv.gz`,
  station: 'dianshan-north',
  timeColumn: 'datetime',
  map: [
    ['temp_c', 'temp'],
    ['chl', 'chla'],
    ['bga', 'algae', 'cells/mL'],
  ],
  orderBy: null,
  asRecorded: true,
  dailyMaxima: ['chla', 'algae'],
  bloomAt: Date.UTC(2014, 0, 1) + (bloomDayOfYear - 1) * dayMs,
  labelColumn: null,
})

export const sources: readonly Source[] = [
  lake('peter_2014', 210),
  lake('tuesday_2014', 231),
  {
    name: 'brisbane-buoy',
    path: 'brisbane-buoy/brisbane_2023-08_2024-03.csv.gz',
    station: 'dianshan-north',
    timeColumn: 'Timestamp',
    map: [
      ['Chlorophyll', 'chla'],
      ['Temperature', 'temp'],
      ['Dissolved Oxygen', 'do'],
      ['pH', 'ph'],
      ['Specific Conductance', 'ec', 'mS/cm'],
      ['Turbidity', 'turbidity'],
    ],
    orderBy: 'Record number',
    asRecorded: false,
    dailyMaxima: ['chla'],
    bloomAt: null,
    labelColumn: null,
  },
  {
    name: 'gecco2018-train',
    path: 'gecco2018-train/gecco2018_train.csv.gz',
    station: 'taipu-rawwater',
    timeColumn: 'Time',
    // Chlorine dioxide (Cl, Cl_2) has no parameter, and the two lines' flows are no river's.
    map: [
      ['Tp', 'temp'],
      ['pH', 'ph'],
      ['Redox', 'orp'],
      ['Leit', 'ec'],
      ['Trueb', 'turbidity'],
    ],
    orderBy: null,
    asRecorded: false,
    dailyMaxima: [],
    bloomAt: null,
    labelColumn: 'EVENT',
  },
]
