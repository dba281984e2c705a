import type { Vec3 } from '../../../shared/geometry.ts'

/** Everything in the sample consists of tapered capsules, in nanometres. A sphere is a capsule without length. */
export interface Capsule {
  readonly a: Vec3
  readonly b: Vec3
  readonly radiusA: number
  readonly radiusB: number
  /** The neurite to which it belongs: an index into `Anatomy.neurites`. */
  readonly neurite: number
  /** The piece of that neurite. Most of a piece becomes one supervoxel. */
  readonly piece: number
  /** The distance of `a` along the neurite, nm. */
  readonly along: number
}

export type NeuriteKind = 'axon' | 'dendrite' | 'soma' | 'glia'

export interface Neurite {
  readonly kind: NeuriteKind
  /** The thickness of the myelin sheath, nm; 0 if there is none. */
  readonly myelin: number
  /** Grey level of the cytoplasm before texture. */
  readonly grey: number
}

/** A swelling of an axon that holds vesicles. */
export interface Bouton {
  readonly neurite: number
  readonly centre: Vec3
  readonly radius: number
}

/** The head of a spine. */
export interface SpineHead {
  readonly neurite: number
  readonly centre: Vec3
  readonly radius: number
}

export interface Soma {
  readonly neurite: number
  readonly centre: Vec3
  readonly radius: number
  readonly nucleusRadius: number
}

export interface Anatomy {
  readonly neurites: Neurite[]
  readonly capsules: Capsule[]
  readonly boutons: Bouton[]
  readonly spineHeads: SpineHead[]
  readonly somata: Soma[]
  /** By neurite: the capsules along the backbone of an axon or dendrite, in order. Organelles follow them. */
  readonly backbones: Map<number, number[]>
  pieceCount: number
}

export function emptyAnatomy(): Anatomy {
  return { neurites: [], capsules: [], boutons: [], spineHeads: [], somata: [], backbones: new Map(), pieceCount: 0 }
}

/** Extent of the sample. */
export interface Extent {
  /** Voxels along x, y, z. */
  readonly size: Vec3
  /** Nanometres per voxel. */
  readonly voxelSize: Vec3
}

export function extentInNanometres(extent: Extent): Vec3 {
  return [
    extent.size[0] * extent.voxelSize[0],
    extent.size[1] * extent.voxelSize[1],
    extent.size[2] * extent.voxelSize[2],
  ]
}
