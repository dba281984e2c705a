import { File, ready } from 'h5wasm/node'

/** A dataset that a test writes. `shape` is z, y, x, maybe with channels before them. */
export interface TestDataset {
  readonly name: string
  readonly data: Uint8Array | Float32Array | BigUint64Array
  readonly shape: number[]
  readonly attributes?: Readonly<Record<string, number[]>>
}

/** Writes an HDF5 file, in chunks that do not divide the datasets, with gzip. */
export async function writeHdf5(file: string, datasets: readonly TestDataset[]): Promise<void> {
  await ready
  const written = new File(file, 'w')
  for (const { name, data, shape, attributes = {} } of datasets) {
    const groups = name.split('/').slice(0, -1)
    for (const [i] of groups.entries()) {
      const group = groups.slice(0, i + 1).join('/')
      if (written.get(group) === null) written.create_group(group)
    }
    const chunks = shape.map((length) => Math.max(1, length >> 1))
    const dataset = written.create_dataset({ name, data, shape, chunks, compression: 'gzip', compression_opts: [4] })
    for (const [key, value] of Object.entries(attributes)) dataset.create_attribute(key, value)
  }
  written.close()
}
