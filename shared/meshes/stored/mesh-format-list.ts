import { graphene } from './graphene/graphene.ts'
import { legacy } from './legacy/legacy.ts'
import type { MeshFormat } from './mesh-format.ts'
import { multiLod } from './multi-lod/multi-lod.ts'

/** The formats of stored meshes that Skein reads, in the order in which a folder is tried. */
export const MESH_FORMATS: readonly MeshFormat[] = [graphene, multiLod, legacy]
