import { createCatalogue, type Catalogue } from '../../src/domain/catalogue.ts'
import type { Hj212Source, Medium, Parameter, Station } from '../../src/domain/network.ts'
import { decodeLimits, type DecoderSetup } from './decode.ts'

/** A parameter: code, alias, unit, decimals, HJ 212 unit, other name. */
type Row = readonly [string, string, string, number, (string | null)?, string?]

const rows: Readonly<Record<Medium, readonly Row[]>> = {
  water: [
    ['w01010', 'temp', '℃', 1],
    ['w01001', 'ph', '', 2],
    ['w01009', 'do', 'mg/L', 2],
    ['w01014', 'ec', 'µS/cm', 1],
    ['w01003', 'turbidity', 'NTU', 1],
    ['w01019', 'codmn', 'mg/L', 2],
    ['w21003', 'nh3n', 'mg/L', 3],
    ['w21011', 'tp', 'mg/L', 3],
    ['w21001', 'tn', 'mg/L', 2],
    ['w20004', 'sb', 'mg/L', 4],
    ['w01016', 'chla', 'µg/L', 2, null, 'w98755'],
    ['w19011', 'algae', 'cells/L', 0],
    ['w01018', 'cod', 'mg/L', 2],
    ['w01017', 'bod5', 'mg/L', 2],
    ['w23002', 'phenol', 'mg/L', 5],
  ],
  hydrology: [['w01029', 'flow', 'm³/s', 3]],
  air: [
    ['a34004', 'pm25', 'µg/m³', 1, 'ng/m³'],
    ['a34002', 'pm10', 'µg/m³', 1, 'ng/m³'],
    ['a21026', 'so2', 'µg/m³', 1, 'mg/m³'],
    ['a21004', 'no2', 'µg/m³', 1, 'mg/m³'],
    ['a05024', 'o3', 'µg/m³', 1],
    ['a21005', 'co', 'mg/m³', 2],
    ['a21001', 'nh3', 'µg/m³', 1, 'mg/m³'],
    ['a21002', 'nox', 'µg/m³', 1, 'mg/m³'],
    ['a21003', 'no', 'µg/m³', 1, 'mg/m³'],
    ['a01001', 'temp', '℃', 1],
    ['a01002', 'humidity', '%', 1],
    ['a01006', 'pressure', 'kPa', 3],
    ['a01007', 'wind', 'm/s', 1],
    ['a01008', 'wind-direction', '°', 0],
  ],
}

const toParameter = (medium: Medium, row: Row): Parameter => {
  const [code, alias, unit, hour, hj212Unit = null, otherName] = row
  return {
    ...{ code, alias, medium, unit, hj212Unit },
    otherNames: otherName === undefined ? [] : [otherName],
    name: { zh: alias, en: alias },
    decimals: { hour, assessment: hour },
    hardRange: [null, null],
    softRange: null,
    scale: 'linear',
    statistics: true,
    context: false,
    certainty: 'synthetic',
  }
}

/** A catalogue of its own for the tests of decoding, so that no expectation moves with the real. */
const fakeCatalogue: Catalogue = createCatalogue(
  (['water', 'hydrology', 'air'] as const).flatMap((medium) =>
    rows[medium].map((row) => toParameter(medium, row)),
  ),
)

export const fakeSetup: DecoderSetup = { catalogue: fakeCatalogue, limits: decodeLimits }

/** What a test states of a station; of its HJ 212 source only what is out of the ordinary. */
export type FakeRegistration = Pick<Station, 'kind'> & {
  readonly hj212: (Pick<Hj212Source, 'mn'> & Partial<Hj212Source>) | null
}

/** A station registered as stated, called `here`. */
export function fakeStation({ kind, hj212 }: FakeRegistration): Station {
  return {
    kind,
    id: 'here',
    name: { zh: '此', en: 'here' },
    form: 'fixed',
    waterBody: null,
    district: 'qingpu',
    lat: 31,
    lon: 121,
    position: 'synthetic',
    target: null,
    protectionZone: null,
    chainageKm: null,
    parameters: [],
    flowsTo: null,
    usualClass: null,
    note: null,
    hj212: hj212 === null ? null : { ...ordinarySource, ...hj212 },
  }
}

const ordinarySource: Omit<Hj212Source, 'mn'> = {
  codes: {},
  units: {},
  flagDialect: 'hj212',
  minutePeriod: null,
  hourPeriod: null,
  sm4KeyFrom: null,
  crcOver: 'as-sent',
}
