import type { Problem } from '../problem.ts'
import type { ChunkState } from '../view/chunks/chunk-cover.ts'
import type { NeededTier } from '../view/chunks/needed-chunks.ts'

/** What shares one pair of budgets for memory and GPU bytes. */
export type PoolName = 'chunks' | 'meshes'

/** `shape`: without it a shown segment has no shape somewhere. `detail`: makes a shape finer. */
export type MeshTier = 'shape' | 'detail'

/** Each tier belongs to one pool. */
export type LoadTier = NeededTier | MeshTier

/** One chunk, mesh block or mesh part that a view needs. */
export interface NeededLoad {
  /** Unique over all layers and pools, such as `layer/scale/index`. */
  readonly key: string
  readonly tier: LoadTier
  /** Place within the tier, 0 first; equal places go in the order of the list. */
  readonly order: number
  /** The most it may take in memory, for which room is kept while it loads. */
  readonly bytes: number
}

export interface PoolCapacities {
  readonly memoryBytes: number
  readonly gpuBytes: number
  /** Uploads that one call may ask for, so that no frame is long; all when left out. */
  readonly uploads?: number
}

/** The capacities for chunks stand in the object itself. */
export interface SchedulerCapacities extends PoolCapacities {
  /** Loads in flight, of both pools together. */
  readonly downloads: number
  /** No meshes are loaded when left out. `downloads`: as many of all at most. */
  readonly meshes?: PoolCapacities & { readonly downloads?: number }
}

/** What the caller must do, in this order. Memory keeps what the GPU has: a load leaves the GPU before memory. */
export type SchedulerAction =
  | { readonly kind: 'start'; readonly key: string }
  | { readonly kind: 'cancel'; readonly key: string }
  | { readonly kind: 'upload'; readonly key: string }
  | { readonly kind: 'dropGpu'; readonly key: string }
  | { readonly kind: 'dropMemory'; readonly key: string }

/** Where a load is in its life. What is on the GPU is in memory too. */
export type LoadPhase = 'queued' | 'loading' | 'memory' | 'gpu' | 'failed' | 'background'

export interface LoadScheduler {
  /** Sets what is needed now. Returns what the caller must do. Called at most once a frame. */
  schedule(needed: readonly NeededLoad[], capacities: SchedulerCapacities, nowMs: number): SchedulerAction[]
  /** A load arrived. False: nobody waits for it any more, so the caller throws it away. */
  loaded(key: string, memoryBytes: number, gpuBytes: number): boolean
  /** A load ended: nothing is stored there. */
  missing(key: string, nowMs: number): void
  failed(key: string, problem: Problem, nowMs: number): void
  /** What is in memory cannot be shown: it has failed, and the caller has thrown it away. */
  refused(key: string, problem: Problem, nowMs: number): void
  /** Corrects what something in memory takes. */
  sized(key: string, memoryBytes: number, gpuBytes: number): void
  /** Forgets all keys that begin with `prefix` (a closed layer): the actions cancel its loads and drop what it holds. */
  forget(prefix: string): SchedulerAction[]
  /** Forgets all that was on the GPU (a lost context): it is in memory again. */
  gpuLost(): void
  phaseOf(key: string): LoadPhase | undefined
  /** For `coverView`: 'loaded' only when on the GPU. What failed stays failed while it is tried again. */
  stateOf(key: string): ChunkState
  /** Why a load failed last and when it is tried again (Infinity: never). */
  failureOf(key: string): { readonly problem: Problem; readonly retryAtMs: number } | undefined
  totals(): SchedulerTotals
  /** When `schedule` has to be called again though nothing else happened: the next retry of something needed. */
  nextRetryMs(): number
}

export interface PoolTotals {
  readonly loading: number
  readonly memoryBytes: number
  readonly gpuBytes: number
  /** `wanted`: needed, but for `prefetch` and for details that nothing has room for. `ready`: of these, on the GPU or background. */
  readonly wanted: number
  readonly ready: number
  readonly failed: number
  /** Why the first of the failed ones failed. */
  readonly failure: Problem | null
}

/** Of the chunks, and of the meshes. `known`: records of both. */
export interface SchedulerTotals extends PoolTotals {
  readonly meshes: PoolTotals
  readonly known: number
}
