import type { OpenLayer } from '../open-layer.ts'

/** Whether a layer's scales hold anything at all, as far as chunks were asked for. */
export interface FoundChunks {
  /** A chunk was asked for and is stored, or is not. */
  told(open: OpenLayer, scale: number, isStored: boolean): void
  forget(open: OpenLayer): void
  /** How many chunks of a scale were asked for, where not one of them was stored; else 0. */
  missingAll(open: OpenLayer, scale: number): number
}

export function createFoundChunks(): FoundChunks {
  /** By volume, then by scale; Infinity once one was found. */
  const missing = new Map<number, Map<number, number>>()
  return {
    told: ({ volumeId }, scale, isStored) => {
      const scales = missing.get(volumeId) ?? new Map<number, number>()
      missing.set(volumeId, scales)
      scales.set(scale, isStored ? Number.POSITIVE_INFINITY : (scales.get(scale) ?? 0) + 1)
    },
    forget: ({ volumeId }) => void missing.delete(volumeId),
    missingAll: ({ volumeId }, scale) => {
      const asked = missing.get(volumeId)?.get(scale) ?? 0
      return Number.isFinite(asked) ? asked : 0
    },
  }
}
