import type { BlockScale } from '../../../shared/meshes/scene-needs/block-scale.ts'
import type { KnownBlock } from '../../../shared/meshes/scene-needs/known-block.ts'
import { createSceneBlocks, type SceneBlocks } from '../../../shared/meshes/scene-needs/scene-blocks.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'
import type { MeshLayer } from './layer-meshes.ts'
import { finerOf, isShownEntry, type MeshBlock } from './mesh-block.ts'
import type { MeshUploader } from './scene-meshes.ts'

/** The blocks in memory, and what of them is shown. */
export interface HeldBlocks {
  /** Of each level, by the block's number: those that are drawn or may be. */
  readonly meshes: readonly ReadonlyMap<number, MeshBlock>[]
  /** What is known of these. */
  readonly blocks: SceneBlocks
  /** Rises with each change of what is in memory, shown or drawable. */
  revision(): number
  changed(): void
  /** Takes over what the palette says now: of what has changed in it alone. */
  refresh(): void
  /** Looks at all pieces again. */
  look(): void
  /** The block in memory, and not its early surfaces, if both are there. */
  at(level: number, index: number): MeshBlock | undefined
  each(act: (level: number, index: number) => void): void
  add(mesh: MeshBlock): void
  /** Draws early surfaces of a block that is still being made. Returns whether they can be drawn. */
  addEarly(mesh: MeshBlock): boolean
  remove(level: number, index: number): void
  setDrawable(level: number, index: number, isDrawable: boolean): void
}

/** Before each version of a palette. */
const NEVER = -1

/** `gpu`: where early surfaces go. No scheduler knows these: they take a part of the room that is kept for their block. */
interface HeldParts extends Pick<MeshLayer, 'palette' | 'regrouped' | 'gpu'> {
  /** A label is not shown here. */
  readonly hasStored: (dense: number, label: bigint) => boolean
}

export function createHeldBlocks(scales: readonly BlockScale[], parts: HeldParts): HeldBlocks {
  const { palette, regrouped, hasStored, gpu } = parts
  const isShown = (dense: number, entry: number): boolean =>
    dense !== 0 && isShownEntry(entry) && !hasStored(dense, palette.idOf(dense))
  const { meshes, blocks, count, ...places } = createPlaces(scales, palette, isShown, gpu)
  let version = NEVER
  return {
    ...{ meshes, blocks, each: places.each, add: places.add, remove: places.remove },
    revision: () => count.revision,
    changed: () => void count.revision++,
    refresh: () => {
      if (version === palette.version()) return
      const changed = palette.changedSince(version).filter(blocks.has)
      version = palette.version()
      const entries = new Uint32Array(changed.length)
      palette.fill(changed, entries)
      let isChanged = false
      for (const [i, dense] of changed.entries()) {
        isChanged = blocks.setShown(dense, isShown(dense, entries[i]!)) || isChanged
      }
      if (!isChanged) return
      places.dropOver()
      count.revision++
      regrouped()
    },
    look: () => {
      version = NEVER
    },
    at: (level, index) => {
      const mesh = meshes[level]?.get(index)
      return mesh && (places.waiting.get(mesh) ?? mesh)
    },
    addEarly: (mesh) => {
      const { level, index } = mesh.block
      const uploader = gpu()
      if (uploader === undefined || meshes[level]?.has(index)) {
        palette.releaseAll(mesh.dense)
        return false
      }
      uploader.upload(mesh)
      places.add(mesh)
      blocks.setDrawable(mesh.block, true)
      return true
    },
    setDrawable: (level, index, isDrawable) => {
      const before = meshes[level]?.get(index)
      // Early surfaces are drawn until all of their block can be, or the GPU has nothing any more.
      if (before?.block.isEarly) places.replace(before)
      const mesh = meshes[level]?.get(index)
      if (mesh === undefined) return
      blocks.setDrawable(mesh.block, isDrawable)
      count.revision++
    },
  }
}

/** The blocks by their places, and early surfaces in the places of those that are still to come. */
function createPlaces(
  scales: readonly BlockScale[],
  palette: SegmentPalette,
  isShown: (dense: number, entry: number) => boolean,
  gpu: () => MeshUploader | undefined,
) {
  const meshes = scales.map(() => new Map<number, MeshBlock>())
  const meshOf = ({ level, index }: KnownBlock) => meshes[level]!.get(index)!
  const blocks = createSceneBlocks(scales, (block, piece) => finerOf(meshOf(block), scales, piece))
  const early = new Set<MeshBlock>()
  /** All of a block, by its early surfaces, which are drawn until it can be. */
  const waiting = new Map<MeshBlock, MeshBlock>()
  const count = { revision: 1 }

  function put(mesh: MeshBlock): void {
    const { level, index, labels, isEarly } = mesh.block
    const entries = new Uint32Array(labels.length)
    palette.fill(labels, entries)
    const entryOf = new Map<number, number>()
    for (const [piece, label] of labels.entries()) entryOf.set(label, entries[piece]!)
    meshes[level]!.set(index, mesh)
    blocks.add(mesh.block, (label) => isShown(label, entryOf.get(label)!))
    if (isEarly) early.add(mesh)
    count.revision++
  }
  function take(mesh: MeshBlock): void {
    const { level, index } = mesh.block
    blocks.remove(mesh.block)
    meshes[level]!.delete(index)
    if (early.delete(mesh)) gpu()?.drop(mesh)
    waiting.delete(mesh)
    palette.releaseAll(mesh.dense)
    count.revision++
  }
  /** Puts all of a block in the place of its early surfaces. */
  function replace(mesh: MeshBlock): void {
    const whole = waiting.get(mesh)
    take(mesh)
    if (whole !== undefined) put(whole)
  }
  return {
    ...{ meshes, blocks, waiting, count, replace },
    add: (mesh: MeshBlock): void => {
      const before = meshes[mesh.block.level]!.get(mesh.block.index)
      if (before?.block.isEarly) waiting.set(before, mesh)
      else put(mesh)
    },
    remove: (level: number, index: number): void => {
      const mesh = meshes[level]!.get(index)
      if (mesh === undefined) return
      const whole = waiting.get(mesh)
      if (whole !== undefined) palette.releaseAll(whole.dense)
      take(mesh)
    },
    each: (act: (level: number, index: number) => void): void => {
      for (const [level, own] of meshes.entries()) for (const index of [...own.keys()]) act(level, index)
    },
    /** Lets early surfaces go of which nothing is shown any more. */
    dropOver: (): void => {
      for (const mesh of early) {
        const isKnown = mesh.dense.every((label) => palette.segmentOf(label) !== undefined)
        if (mesh.block.shown.count === 0 && isKnown) replace(mesh)
      }
    },
  }
}
