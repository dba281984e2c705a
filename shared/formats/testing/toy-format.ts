import { member, resultOf, vectorOf } from '../../json-field.ts'
import { mapResult } from '../../problem.ts'
import type { Scale } from '../../volume/volume.ts'
import type { VolumeFormat } from '../volume-format.ts'

/** For tests: all that a format needs. A volume of 8-bit voxels of 1 nm, in one file beside its description. */
export const toyFormat: VolumeFormat = {
  name: 'toy',
  title: 'a toy volume',
  marks: ['toy.json'],
  gather: async (_mark, json) => ({ toy: json }),
  parse: ({ toy }, { location }) =>
    mapResult(
      resultOf(toy, `${location}/toy.json`, (whole) => vectorOf(member(whole, 'size'))),
      (size) => {
        const scale: Scale = { key: '', size, chunkSize: size, resolution: [1, 1, 1], voxelOffset: [0, 0, 0] }
        return {
          volume: { kind: 'image', voxelType: 'uint8', scales: [scale] },
          ...{ axes: [], channels: [], beside: [] },
          chunks: () => ({
            fileOf: () => `${location}/voxels`,
            read: async (_scale, _cell, { bytes, signal }) => {
              const voxels = await bytes.get('voxels', { signal })
              return voxels && { ok: true, value: { kind: 'grey', size, voxels } }
            },
          }),
        }
      },
    ),
}
