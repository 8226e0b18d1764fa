import { canonicalJson } from '../../src/domain/canonical-json.ts'
import { csvOf, type CsvColumns } from '../../src/domain/csv.ts'
import { verdictFor, type Band, type KeptRun } from '../../src/domain/forecast.ts'
import type { Parameter, Station } from '../../src/domain/network.ts'
import { formatInstant, formatPeriod } from '../../src/domain/time.ts'

/** One step of a run with everything that the archive has of it. */
type Step = {
  /** Start of the step. */
  readonly time: string
  /** From the cut-off to the end of the step, ISO 8601. */
  readonly lead: string
  readonly published: boolean
  readonly served: 'model' | 'climatology'
  readonly reason: string | null
  readonly model: Band
  readonly climatology: Band
  readonly persistence: number
  readonly seasonalNaive: number
}

/** A run as issued with what it is about: all that its files are made of. */
export type RunDocument = Pick<KeptRun, 'model' | 'note' | 'hash'> & {
  readonly station: Pick<Station, 'id' | 'name' | 'lat' | 'lon'>
  readonly parameter: Pick<Parameter, 'code' | 'alias' | 'name' | 'unit'>
  readonly issuedAt: string
  readonly cutOffAt: string
  readonly fittedAt: string
  /** Length of a step, ISO 8601. */
  readonly step: string
  readonly steps: readonly Step[]
}

/** The same run of the same series, the same document. */
export function runDocument(run: KeptRun, station: Station, parameter: Parameter): RunDocument {
  const { id, name, lat, lon } = station
  const { code, alias, name: called, unit } = parameter
  const { model, note, hash } = run
  return {
    station: { id, name, lat, lon },
    parameter: { code, alias, name: called, unit },
    issuedAt: formatInstant(run.issuedAt),
    cutOffAt: formatInstant(run.cutOffAt),
    fittedAt: formatInstant(run.fittedAt),
    step: formatPeriod(run.stepMs),
    ...{ model, note, hash },
    steps: run.values.map(({ at, leadMs, ...said }) => {
      const verdict = verdictFor(run.verdicts, leadMs)
      return {
        time: formatInstant(at),
        lead: formatPeriod(leadMs),
        published: verdict?.published ?? false,
        served: verdict?.served ?? 'model',
        reason: verdict?.reason ?? null,
        ...said,
      }
    }),
  }
}

const bandColumns = (of: 'model' | 'climatology'): CsvColumns<Step> =>
  (['median', 'low80', 'high80', 'low95', 'high95'] as const).map((name) => [
    of === 'model' ? name : `climatology${name[0]!.toUpperCase()}${name.slice(1)}`,
    (step) => step[of][name],
  ])

/** One line for each step; the run stands in every line, so that files can be joined. */
export function runCsv({ station, parameter, steps, ...run }: RunDocument): string {
  const columns: CsvColumns<Step> = [
    ['station', () => station.id],
    ['parameter', () => parameter.code],
    ['unit', () => parameter.unit],
    ['issuedAt', () => run.issuedAt],
    ['cutOffAt', () => run.cutOffAt],
    ['model', () => run.model],
    ['time', ({ time }) => time],
    ['lead', ({ lead }) => lead],
    ['published', ({ published }) => String(published)],
    ['served', ({ served }) => served],
    ['reason', ({ reason }) => reason],
    ...bandColumns('model'),
    ...bandColumns('climatology'),
    ['persistence', ({ persistence }) => persistence],
    ['seasonalNaive', ({ seasonalNaive }) => seasonalNaive],
    ['hash', () => run.hash],
  ]
  return csvOf(columns, steps)
}

export const runJson = (document: RunDocument): string => canonicalJson(document)
