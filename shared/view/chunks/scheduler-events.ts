import type { Problem } from '../../problem.ts'
import type { ChunkState } from './chunk-cover.ts'
import type { NeededTier } from './needed-chunks.ts'

/** One chunk that a view needs. `bytes`: the most it may take in memory, for which room is kept while it loads. */
export interface NeededLoad {
  /** Unique over all layers, such as `layer/scale/index`. */
  readonly key: string
  readonly tier: NeededTier
  /** Place within the tier, 0 first; equal places go in the order of the list. */
  readonly order: number
  readonly bytes: number
}

export interface SchedulerCapacities {
  /** Loads in flight. */
  readonly downloads: number
  readonly memoryBytes: number
  readonly gpuBytes: number
  /** Uploads that one call may ask for, so that no frame is long; all when left out. */
  readonly uploads?: number
}

/** What the caller must do, in this order. Memory keeps what the GPU has: a chunk leaves the GPU before memory. */
export type SchedulerAction =
  | { readonly kind: 'start'; readonly key: string }
  | { readonly kind: 'cancel'; readonly key: string }
  | { readonly kind: 'upload'; readonly key: string }
  | { readonly kind: 'dropGpu'; readonly key: string }
  | { readonly kind: 'dropMemory'; readonly key: string }

/** Where a chunk is in its life. A chunk on the GPU is in memory too. */
export type ChunkPhase = 'queued' | 'loading' | 'memory' | 'gpu' | 'failed' | 'background'

export interface ChunkScheduler {
  /** Sets what is needed now. Returns what the caller must do. Called at most once a frame. */
  schedule(needed: readonly NeededLoad[], capacities: SchedulerCapacities, nowMs: number): SchedulerAction[]
  /** A load arrived. False: nobody waits for it any more, so the caller throws it away. */
  loaded(key: string, memoryBytes: number, gpuBytes: number): boolean
  /** A load ended: nothing is stored there. */
  missing(key: string, nowMs: number): void
  failed(key: string, problem: Problem, nowMs: number): void
  /** What is in memory cannot be shown: it has failed, and the caller has thrown it away. */
  refused(key: string, problem: Problem, nowMs: number): void
  /** Corrects what a chunk in memory takes. */
  sized(key: string, memoryBytes: number, gpuBytes: number): void
  /** Forgets all keys that begin with `prefix` (a closed layer): the actions cancel its loads and drop what it holds. */
  forget(prefix: string): SchedulerAction[]
  /** Forgets all that was on the GPU (a lost context): the chunks are in memory again. */
  gpuLost(): void
  phaseOf(key: string): ChunkPhase | undefined
  /** For `coverView`: 'loaded' only when on the GPU. A failed chunk stays failed while it is tried again. */
  stateOf(key: string): ChunkState
  /** Why a chunk failed last and when it is tried again (Infinity: never). */
  failureOf(key: string): { readonly problem: Problem; readonly retryAtMs: number } | undefined
  totals(): SchedulerTotals
  /** When `schedule` has to be called again though nothing else happened: the next retry of a needed chunk. */
  nextRetryMs(): number
}

export interface SchedulerTotals {
  readonly loading: number
  readonly memoryBytes: number
  readonly gpuBytes: number
  /** `wanted`: needed at tier overview or visible. `ready`: of these, shown or background. */
  readonly wanted: number
  readonly ready: number
  readonly failed: number
  /** Why the first of the failed ones failed. */
  readonly failure: Problem | null
  readonly known: number
}
