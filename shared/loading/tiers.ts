import type { LoadTier, PoolName } from './scheduler-events.ts'

/** Lower ranks load first within their pool. */
export const TIER_RANK: { readonly [K in LoadTier]: number } = {
  ...{ overview: 0, visible: 1, shape: 2, prefetch: 3, detail: 4 },
}

const POOL_OF_TIER: { readonly [K in LoadTier]: PoolName } = {
  ...{ overview: 'chunks', visible: 'chunks', prefetch: 'chunks', shape: 'meshes', detail: 'meshes' },
}

export function poolOf(tier: LoadTier): PoolName {
  return POOL_OF_TIER[tier]
}

/** The last tier of each pool: it yields downloads and room to the tiers before it. */
export function yieldsToOthers(tier: LoadTier): boolean {
  return tier === 'prefetch' || tier === 'detail'
}
