import type { Vec3 } from '../../../shared/geometry.ts'

/** Everything of the sample is made of tapered capsules in nanometres; a sphere is a capsule of no length. */
export interface Capsule {
  readonly a: Vec3
  readonly b: Vec3
  readonly radiusA: number
  readonly radiusB: number
  /** Neurite it belongs to: an index into `Anatomy.neurites`. */
  readonly neurite: number
  /** Piece of that neurite: the supervoxel that it mostly becomes. */
  readonly piece: number
  /** Distance along the neurite at `a`, nm. */
  readonly along: number
}

export type NeuriteKind = 'axon' | 'dendrite' | 'soma' | 'glia'

export interface Neurite {
  readonly kind: NeuriteKind
  /** Thickness of the myelin sheath in nm; 0 for most. */
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
  /** The backbone of each axon and dendrite in order, for organelles: capsule indices by neurite. */
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
