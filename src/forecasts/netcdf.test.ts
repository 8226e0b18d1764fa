import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Dataset, File } from 'h5wasm/node'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fakeDocument, fakeDraft } from '../../models/products/fake-product.ts'
import { productCf } from '../../models/products/product-cf.ts'
import { runCf } from '../../models/issuing/run-cf.ts'
import { runCsv, runDocument, runJson } from '../../models/issuing/run-document.ts'
import type { KeptRun } from '../domain/forecast.ts'
import { hourMs } from '../domain/time.ts'
import { fakeRun } from '../http/fake/forecasts.ts'
import { fakeNetwork } from '../http/fake/samples.ts'
import { netcdfOf } from './netcdf.ts'

const [station] = fakeNetwork.stations
const [oxygen] = fakeNetwork.parameters
const document = (run: KeptRun = fakeRun, parameter = oxygen!) =>
  runDocument(run, station!, parameter)

/** What a reader finds in a file: its variables and attributes. */
async function opened(bytes: Uint8Array, read: (file: File) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'qingliu-read-'))
  try {
    await writeFile(join(folder, 'run.nc'), bytes)
    const file = new File(join(folder, 'run.nc'), 'r')
    read(file)
    file.close()
  } finally {
    await rm(folder, { recursive: true })
  }
}

function variable(file: File, name: string): Dataset {
  const found = file.get(name)
  if (!(found instanceof Dataset)) throw new Error(`expected a variable ${name}`)
  return found
}
const attributesOf = ({ attrs }: File | Dataset) =>
  Object.fromEntries(Object.entries(attrs).map(([name, { value }]) => [name, value]))

describe('a run as NetCDF', () => {
  afterEach(() => vi.useRealTimers())

  it('says by CF what it is', async () => {
    await opened(await netcdfOf(runCf(document()), fakeRun.issuedAt), (file) => {
      expect(attributesOf(file)).toMatchObject({
        Conventions: 'CF-1.11',
        source: 'ensemble/1',
        run_hash: 'ab12',
      })
      const forecast = variable(file, 'forecast')
      expect(forecast.shape).toEqual([3, 5])
      expect(forecast.get_attached_scales(0)).toEqual(['/time'])
      expect(forecast.get_attached_scales(1)).toEqual(['/quantile'])
      expect([...(forecast.value as Float32Array)].slice(0, 5)).toEqual([6, 7, 8, 9, 10])
      expect(attributesOf(forecast)).toMatchObject({ units: 'mg L-1', cell_methods: 'time: mean' })
      expect(attributesOf(forecast)).not.toHaveProperty('standard_name')
      expect([...(variable(file, 'quantile').value as Float64Array)]).toEqual([
        0.025, 0.1, 0.5, 0.9, 0.975,
      ])
      const time = variable(file, 'time')
      const seconds = fakeRun.values.map(({ at }) => at / 1_000)
      expect([...(time.value as Float64Array)]).toEqual(seconds)
      expect(attributesOf(time)).toMatchObject({
        ...{ standard_name: 'time', units: 'seconds since 1970-01-01 00:00:00' },
        ...{ calendar: 'standard', bounds: 'time_bnds', axis: 'T' },
      })
      const bounds = variable(file, 'time_bnds')
      expect(bounds.shape).toEqual([3, 2])
      expect((bounds.value as Float64Array)[1]).toBe(seconds[0]! + hourMs / 1_000)
      const issued = variable(file, 'forecast_reference_time')
      expect(issued.shape).toEqual([])
      expect(issued.value).toBe(fakeRun.issuedAt / 1_000)
      expect(attributesOf(issued)).toMatchObject({ standard_name: 'forecast_reference_time' })
      expect(variable(file, 'latitude').value).toBe(31)
      expect(variable(file, 'station').value).toBe('TP-1')
      expect([...(variable(file, 'published').value as Int8Array)]).toEqual([1, 0, 0])
      expect([...(variable(file, 'served').value as Int8Array)]).toEqual([0, 1, 0])
    })
  })

  it('has the standard name of what CF has one for', async () => {
    const particles = { ...oxygen!, code: 'a34004', unit: 'µg/m³' }
    await opened(await netcdfOf(runCf(document(fakeRun, particles)), 0), (file) => {
      expect(attributesOf(variable(file, 'forecast'))).toMatchObject({
        standard_name: 'mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air',
        units: 'ug m-3',
        catalogue_unit: 'µg/m³',
      })
    })
  })

  it('has the same bytes whenever it is written', async () => {
    const first = await netcdfOf(runCf(document()), fakeRun.issuedAt)
    vi.useFakeTimers({ toFake: ['Date'], now: 12_345_678 })
    const again = await netcdfOf(runCf(document()), fakeRun.issuedAt)
    expect(Buffer.compare(Buffer.from(first), Buffer.from(again))).toBe(0)
    expect(Date.now()).toBe(12_345_678)
  })
})

describe('a run as text', () => {
  it('is one line for each step', () => {
    const [names, ...lines] = runCsv(document()).trimEnd().split('\r\n')
    expect(names).toBe(
      'station,parameter,unit,issuedAt,cutOffAt,model,time,lead,published,served,reason,' +
        'median,low80,high80,low95,high95,climatologyMedian,climatologyLow80,climatologyHigh80,' +
        'climatologyLow95,climatologyHigh95,persistence,seasonalNaive,hash',
    )
    expect(lines).toHaveLength(3)
    expect(lines[1]).toContain(',PT6H,false,climatology,no skill,8,7,9,6,10,5,4,6,3,7,8,8,ab12')
  })

  it('is JSON of all that the archive has', () => {
    expect(JSON.parse(runJson(document()))).toMatchObject({
      ...{ station: { id: 'TP-1' }, parameter: { code: 'w01009' }, step: 'PT1H', hash: 'ab12' },
      steps: [{ model: { median: 8 }, climatology: { median: 5 }, persistence: 8 }, {}, {}],
    })
  })
})

describe('a joint product as NetCDF', () => {
  it('has a cell for each area and day, and fills those without a value', async () => {
    const released = fakeDocument('三方一致', fakeDraft())
    await opened(await netcdfOf(productCf(released), fakeRun.issuedAt), (file) => {
      const low = variable(file, 'aqi_low')
      expect(low.shape).toEqual([4, 7])
      expect(low.get_attached_scales(0)).toEqual(['/area'])
      expect(low.get_attached_scales(1)).toEqual(['/time'])
      expect((low.value as Float32Array)[0]).toBe(released.items[0]!.aqiLow)
      const fill = attributesOf(low)['_FillValue'] as Float32Array
      expect([...fill]).toEqual([NaN])
      expect(attributesOf(file)).toMatchObject({ product_hash: released.hash })
    })
  })
})
