/** Parameters of `neuroglancer_uint64_sharded_v1` (reference: formats 1.3). */
export interface Sharding {
  readonly preshiftBits: number
  readonly hash: 'identity' | 'murmurhash3_x86_128'
  readonly minishardBits: number
  readonly shardBits: number
  readonly minishardIndexEncoding: 'raw' | 'gzip'
  readonly dataEncoding: 'raw' | 'gzip'
}
