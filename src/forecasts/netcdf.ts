import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dataset, File } from 'h5wasm/node'
import type { CfFile, CfVariable } from '../../models/issuing/run-cf.ts'

/** What the NetCDF library writes as the name of a dimension that has no coordinates. */
const bareDimension = (length: number) =>
  `This is a netCDF dimension but not a netCDF variable.${String(length).padStart(10)}`

/**
 * Writes NetCDF-4, which is HDF5 with its dimensions as scales. The same content gives the same
 * bytes. The library is loaded on first use: its 60 MB of memory few installations need.
 *
 * @param at  the moment that the file names as its own, epoch milliseconds
 */
export async function netcdfOf(content: CfFile, at: number): Promise<Uint8Array> {
  const { default: h5wasm } = await import('h5wasm/node')
  await h5wasm.ready
  const folder = await mkdtemp(join(tmpdir(), 'qingliu-netcdf-'))
  const path = join(folder, 'run.nc')
  try {
    atMoment(at, () => {
      const file = new h5wasm.File(path, 'w', { track_order: true })
      write(file, content)
      file.close()
    })
    return await readFile(path)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/**
 * HDF5 stamps its objects with the clock, and the binding has no way to leave that out. Nothing
 * else runs within: the writing does not wait.
 */
function atMoment(at: number, work: () => void): void {
  const { now } = Date
  Date.now = () => at
  try {
    work()
  } finally {
    Date.now = now
  }
}

function write(file: File, { dimensions, variables, attributes }: CfFile): void {
  for (const [name, value] of Object.entries(attributes)) setText(file, name, value)
  for (const variable of variables) create(file, variable, dimensions)
  for (const [name, length] of Object.entries(dimensions)) {
    const named = variables.some((variable) => variable.name === name)
    const scale = named
      ? (file.get(name) as Dataset)
      : file.create_dataset({ name, data: new Float32Array(length), shape: [length] })
    scale.make_scale(named ? name : bareDimension(length))
  }
  for (const { name, dimensions: along } of variables) {
    // A scale is not attached to itself.
    if (along[0] === name) continue
    along.forEach((dimension, index) => {
      ;(file.get(name) as Dataset).attach_scale(index, dimension)
    })
  }
}

function create(file: File, variable: CfVariable, dimensions: CfFile['dimensions']): void {
  const { name, values, attributes } = variable
  const shape = variable.dimensions.map((dimension) => dimensions[dimension]!)
  const dataset = file.create_dataset({ name, data: values, shape })
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'string') setText(dataset, key, value)
    else dataset.create_attribute(key, value)
  }
}

/** As characters of a fixed number, which every reader of NetCDF takes. */
function setText(owner: File | Dataset, name: string, value: string): void {
  owner.create_attribute(name, value, [], `S${Buffer.byteLength(value)}`)
}
