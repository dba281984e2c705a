import { existsSync } from 'node:fs'
import path from 'node:path'
import { FIXTURES } from '../../fixtures/fixture.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { projectFolder } from './skein-app.ts'

/** An image with its segmentation, and a view of it that fills panels of 1280 x 800 to their edges. */
export interface BenchDataset {
  readonly name: string
  /** The folder of all its layers. */
  readonly folder: string
  /** The folders of its layers, relative to `folder`. */
  readonly layers: readonly string[]
  /** Nanometres. */
  readonly position: Vec3
  readonly nmPerPixel: number
}

export const LAYOUTS = ['xy', '4panel'] as const
export type BenchLayout = (typeof LAYOUTS)[number]

/** 250 x 250 x 156 voxels of 10 nm, and the labels of 250^3. */
export const FIB25: BenchDataset = {
  name: 'fib25',
  folder: path.join(FIXTURES, 'fib25'),
  layers: ['em-raw', 'seg-watershed'],
  position: [1255, 1255, 785],
  nmPerPixel: 1.9,
}

/** The sample volume: 512 x 512 x 256 voxels of 8 x 8 x 40 nm, jpeg and sharded compressed_segmentation. */
export const SAMPLE: BenchDataset = {
  name: 'sample',
  folder: path.join(projectFolder, 'sample'),
  layers: ['em', 'supervoxels'],
  position: [2052, 2052, 5140],
  nmPerPixel: 3.1,
}

/** Why a dataset cannot be measured here; undefined if it can. */
export function whyAbsent({ folder, layers }: BenchDataset): string | undefined {
  const missing = layers.find((layer) => !existsSync(path.join(folder, layer, 'info')))
  return missing === undefined ? undefined : `${folder} has no volume ${missing}`
}

/** The locations of the layers. `base` is the dataset's folder, or the URL under which it is served. */
export function locationsOf({ layers }: BenchDataset, base: string): readonly string[] {
  return layers.map((layer) => `${base}/${layer}`)
}

/** The arguments with which the app opens a dataset at its view. */
export function openArguments(dataset: BenchDataset, base: string, layout: BenchLayout): readonly string[] {
  const { position, nmPerPixel } = dataset
  const view = ['--position', position.join(','), '--scale', String(nmPerPixel), '--layout', layout]
  return [...locationsOf(dataset, base).flatMap((location) => ['--open', location]), ...view]
}
