import { n5 } from './n5/n5.ts'
import { precomputed } from './precomputed/precomputed.ts'
import type { VolumeFormat } from './volume-format.ts'
import { zarr } from './zarr/zarr.ts'

/** The formats of volumes that Skein opens, in the order in which a folder is tried. */
export const FORMATS: readonly VolumeFormat[] = [precomputed, zarr, n5]
