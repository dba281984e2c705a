import type { PrecomputedScale, PrecomputedVolume } from './precomputed-volume.ts'
import type { Sharding } from './sharding.ts'

/** What the `info` of a volume holds (neuroglancer, datasource/precomputed/volume.md), to be written as JSON. */
export function infoOf(volume: PrecomputedVolume): Readonly<Record<string, unknown>> {
  return {
    '@type': 'neuroglancer_multiscale_volume',
    type: volume.kind,
    data_type: volume.voxelType,
    num_channels: volume.channels ?? 1,
    scales: volume.scales.map(scaleInfo),
  }
}

function scaleInfo(scale: PrecomputedScale): Record<string, unknown> {
  const { encoding, sharding } = scale
  return {
    key: scale.key,
    size: scale.size,
    resolution: scale.resolution,
    voxel_offset: scale.voxelOffset,
    chunk_sizes: [scale.chunkSize],
    encoding: encoding.kind,
    ...(encoding.kind === 'compressed_segmentation' ? { compressed_segmentation_block_size: encoding.blockSize } : {}),
    ...shardingInfo(sharding),
  }
}

/** The member `sharding` of an `info`, of chunks or of meshes; none for a folder without shards (neuroglancer, datasource/precomputed/sharded.md). */
export function shardingInfo(sharding: Sharding | undefined): Readonly<Record<string, unknown>> {
  if (sharding === undefined) return {}
  return {
    sharding: {
      '@type': 'neuroglancer_uint64_sharded_v1',
      preshift_bits: sharding.preshiftBits,
      hash: sharding.hash,
      minishard_bits: sharding.minishardBits,
      shard_bits: sharding.shardBits,
      minishard_index_encoding: sharding.minishardIndexEncoding,
      data_encoding: sharding.dataEncoding,
    },
  }
}
