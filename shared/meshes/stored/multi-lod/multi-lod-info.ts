import { readSharding } from '../../../formats/precomputed/precomputed-sharding.ts'
import type { Sharding } from '../../../formats/precomputed/sharding.ts'
import { member, numberOf, refuse, resultOf } from '../../../json-field.ts'
import type { Result } from '../../../problem.ts'
import { type Transform, transformOf } from '../transform.ts'

export const MULTI_LOD_TYPE = 'neuroglancer_multilod_draco'

/** What the `info` of multi-resolution meshes says (neuroglancer, datasource/precomputed/meshes.md). */
export interface MultiLodInfo {
  /** Vertices are whole numbers from 0 to `2^quantizationBits - 1` in each node. */
  readonly quantizationBits: 10 | 16
  readonly transform: Transform
  /** The scale of a level in a manifest, times this, is the level's error in units of what is stored. */
  readonly scaleMultiplier: number
  readonly sharding: Sharding | undefined
}

export function parseMultiLodInfo(json: unknown, file: string): Result<MultiLodInfo> {
  return resultOf(json, file, (whole) => {
    const bits = member(whole, 'vertex_quantization_bits')
    const quantizationBits = bits.value === 10 ? 10 : bits.value === 16 ? 16 : refuse(bits, 'must be 10 or 16')
    const multiplier = member(whole, 'lod_scale_multiplier')
    const scaleMultiplier = multiplier.value === undefined ? 1 : numberOf(multiplier)
    if (scaleMultiplier <= 0) refuse(multiplier, `must be above 0, but is ${scaleMultiplier}`)
    const sharding = member(whole, 'sharding')
    return {
      quantizationBits,
      scaleMultiplier,
      transform: transformOf(member(whole, 'transform')),
      sharding: sharding.value === undefined || sharding.value === null ? undefined : readSharding(sharding),
    }
  })
}
