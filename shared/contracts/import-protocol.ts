import type { Vec3 } from '../geometry.ts'

/** What a person asks for in *Import…*. Paths are absolute; a dataset may follow an HDF5 file, as `a.h5/volumes/raw`. */
export interface ImportRequest {
  /** The folder of the dataset, which the import makes. */
  readonly out: string
  readonly image?: string | undefined
  readonly labels?: string | undefined
  /** Nanometres; what the inputs say, where this is left out. */
  readonly voxelSize?: Vec3 | undefined
}

/** Main -> the import process. */
export type ToImportProcess =
  | { readonly kind: 'begin'; readonly request: ImportRequest }
  /** Stop before the next task; what is done stays. */
  | { readonly kind: 'stop' }

/** The import process -> main. After the last three it has nothing more to do. */
export type FromImportProcess =
  /** `part` of all voxels is written, 0 to 1; `step` is what is done now. */
  | { readonly kind: 'progress'; readonly part: number; readonly step: string }
  /** `location` opens it. */
  | { readonly kind: 'imported'; readonly location: string }
  /** `reason` is a sentence. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' }

/** The import of this window. */
export type ImportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly part: number; readonly step: string }
  | { readonly kind: 'imported'; readonly location: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' }
