import type { Extent } from '../anatomy/anatomy.ts'
import type { OrganelleCapsule, Organelles } from '../anatomy/organelles.ts'
import type { WarpedSection } from '../anatomy/warp.ts'
import { bySection, paintCapsule } from '../paint.ts'
import type { Labels } from '../segmentation/supervoxels.ts'
import type { Section } from './em-section.ts'
import { type Textures, tileIndex } from './em-shading.ts'

/** An organelle is drawn this far beyond its surface, nm, for the blur of its membrane. */
const MARGIN = 14

/** Distance from one crista to the next, nm. */
const CRISTA_SPACING = 62

/** The distance from one visible layer of myelin to the next, nm. */
const LAMELLA_SPACING = 26

/** The cytoplasm of the cell that wraps a myelinated axon is seen this far beyond the sheath, nm. */
const OUTER_TONGUE = 12

export interface OrganellePainter {
  readonly paint: (section: Section, labels: Labels) => void
}

/** One kind of organelle with what is needed to paint it in any section. */
interface Kind {
  readonly capsules: readonly OrganelleCapsule[]
  readonly lists: readonly (readonly number[])[]
}

export function createOrganellePainter(organelles: Organelles, extent: Extent, textures: Textures): OrganellePainter {
  const kind = (capsules: readonly OrganelleCapsule[]): Kind => ({
    capsules,
    lists: bySection(capsules, extent, MARGIN),
  })
  const sheathed = kind(organelles.sheathed)
  const reticulum = kind(organelles.reticulum)
  const microtubules = kind(organelles.microtubules)
  const mitochondria = kind(organelles.mitochondria)
  const plane = extent.size[0] * extent.size[1]
  const nearest = new Float32Array(plane)
  const marks = new Int32Array(plane)
  const collect = (of: Kind, section: Section, margin: number): void => {
    nearest.fill(margin)
    marks.fill(-1)
    for (const index of of.lists[section.z]!) {
      paintCapsule(of.capsules[index]!, index, margin, extent, section.warp, nearest, marks)
    }
  }
  return {
    paint: (section, labels) => {
      const neurites = Int32Array.from(labels.neuriteOfNeuron)
      // A sheath fills its axon to the rim, so the distance must be known far outside the axon.
      if (sheathed.capsules.length > 0) {
        collect(sheathed, section, 260)
        paintSheaths(section, neurites, sheathed, textures, nearest, marks)
      }
      collect(reticulum, section, MARGIN)
      paintReticulum(section, neurites, reticulum, nearest, marks)
      collect(microtubules, section, MARGIN)
      paintMicrotubules(section, neurites, microtubules, nearest, marks)
      collect(mitochondria, section, MARGIN)
      paintMitochondria(section, neurites, mitochondria, organelles, textures, nearest, marks)
    },
  }
}

function isOwn(section: Section, neurites: Int32Array, of: Kind, mark: number, i: number): boolean {
  return mark >= 0 && of.capsules[mark]!.neurite === neurites[section.neurons[i]!]
}

function paintSheaths(
  section: Section,
  neurites: Int32Array,
  of: Kind,
  textures: Textures,
  nearest: Float32Array,
  marks: Int32Array,
): void {
  const { grey, taken, width, z } = section
  for (let i = 0; i < grey.length; i += 1) {
    if (!isOwn(section, neurites, of, marks[i]!, i)) continue
    const d = nearest[i]!
    if (d < 0) continue
    const capsule = of.capsules[marks[i]!]!
    if (d > capsule.sheath + OUTER_TONGUE) continue
    grey[i] =
      d < 10
        ? 74
        : 68 +
          9 * Math.sin((d / LAMELLA_SPACING) * 2 * Math.PI) +
          4 * textures.fine[tileIndex(i % width, Math.floor(i / width), z)]!
    taken[i] = 1
  }
}

function paintReticulum(
  section: Section,
  neurites: Int32Array,
  of: Kind,
  nearest: Float32Array,
  marks: Int32Array,
): void {
  const { grey } = section
  for (let i = 0; i < grey.length; i += 1) {
    if (!isOwn(section, neurites, of, marks[i]!, i)) continue
    const d = nearest[i]!
    // A light inside with a membrane around it.
    if (d < -9) grey[i] = grey[i]! + 10
    else grey[i] = grey[i]! - 46 * (1 - Math.abs(d) / MARGIN)
  }
}

function paintMicrotubules(
  section: Section,
  neurites: Int32Array,
  of: Kind,
  nearest: Float32Array,
  marks: Int32Array,
): void {
  const { grey } = section
  for (let i = 0; i < grey.length; i += 1) {
    if (!isOwn(section, neurites, of, marks[i]!, i)) continue
    const d = nearest[i]!
    grey[i] = grey[i]! - 34 * (d < 0 ? 1 : 1 - d / MARGIN)
  }
}

function paintMitochondria(
  section: Section,
  neurites: Int32Array,
  of: Kind,
  organelles: Organelles,
  textures: Textures,
  nearest: Float32Array,
  marks: Int32Array,
): void {
  const { grey, taken, warp, width, z } = section
  for (let i = 0; i < grey.length; i += 1) {
    const mark = marks[i]!
    if (!isOwn(section, neurites, of, mark, i)) continue
    const d = nearest[i]!
    const t = tileIndex(i % width, Math.floor(i / width), z)
    if (d > -11) {
      // The outer and the inner membrane are too near to each other to be seen apart at this voxel size.
      const part = d < 0 ? 0.95 : 0.95 * (1 - d / MARGIN)
      grey[i] = grey[i]! * (1 - part) + 74 * part
    } else if (d > -19) grey[i] = 101 + 5 * textures.fine[t]!
    else grey[i] = cristaGrey(warp, i, organelles.cristae[of.capsules[mark]!.organelle]!, textures, t)
    if (d < 12) taken[i] = 1
  }
}

function cristaGrey(
  warp: WarpedSection,
  i: number,
  across: readonly [number, number, number],
  textures: Textures,
  t: number,
): number {
  const along = warp.x[i]! * across[0] + warp.y[i]! * across[1] + warp.z[i]! * across[2]
  const wave = Math.sin((along / CRISTA_SPACING) * 2 * Math.PI + 1.3 * textures.medium[t]!)
  return 103 - 12 * wave + 7 * textures.fine[t]!
}
