import type { HostApi } from '../../../shared/contracts/host-api.ts'
import type { SegmentSurfaces } from '../../../shared/meshes/files/collect-surfaces.ts'
import { joinBytes, type SurfaceFile } from '../../../shared/meshes/files/named-surface.ts'
import { writeGlb } from '../../../shared/meshes/files/write-glb.ts'
import { writeObj } from '../../../shared/meshes/files/write-obj.ts'
import { writePly } from '../../../shared/meshes/files/write-ply.ts'
import { asSentence } from '../../../shared/words/as-sentence.ts'
import type { GlClient } from '../engine/gl-client.ts'
import { count } from '../tools/counts.ts'

/** Formats of meshes that are written, by the end of the file's name. */
const WRITERS = { glb: writeGlb, obj: writeObj, ply: writePly } as const

export type MeshFileKind = keyof typeof WRITERS

export const MESH_FILES: readonly { readonly kind: MeshFileKind; readonly words: string }[] = [
  { kind: 'glb', words: 'GLB: an object a segment, with colours' },
  { kind: 'obj', words: 'OBJ: an object a segment, as text' },
  { kind: 'ply', words: 'PLY: all in one, with colours' },
]

/** Triangles that are written at most: some 400 MB as GLB, and a text of 1 GB. */
const EXPORT_TRIANGLES_MAX = 16_000_000

export interface ExportParts {
  readonly gl: Pick<GlClient, 'surfaces'>
  readonly host: Pick<HostApi, 'saveBytes'>
  readonly say: (text: string) => void
  /** 0xRRGGBB. */
  readonly colourOf: (segment: bigint) => number
}

/** Saves the surfaces of segments, as the 3-D panel shows them, in a file that the person chooses. */
export async function exportMeshes(
  { gl, host, say, colourOf }: ExportParts,
  segments: readonly bigint[],
  kind: MeshFileKind,
): Promise<void> {
  const shown = await gl.surfaces(segments)
  const triangles = shown.surfaces.reduce((sum, surface) => sum + surface.triangles.length / 3, 0)
  if (triangles === 0) return say('No shape of these segments is in the 3-D panel: show it there first.')
  if (triangles > EXPORT_TRIANGLES_MAX) {
    return say(
      `These are ${count(triangles, 'triangle')}, more than the ${count(EXPORT_TRIANGLES_MAX, 'triangle')} of one file: select fewer segments.`,
    )
  }
  const bytes = joinBytes(WRITERS[kind](fileOf(shown, colourOf)))
  const saved = await host.saveBytes(`${nameOf(shown)}.${kind}`, bytes)
  if (!saved.ok) return say(`The meshes were not saved: ${asSentence(saved.problem.message)}`)
  if (saved.value !== null)
    say(`Saved ${wordsOf(shown, segments.length)}, ${count(triangles, 'triangle')}, as ${saved.value}`)
}

function fileOf({ origin, surfaces }: SegmentSurfaces, colourOf: (segment: bigint) => number): SurfaceFile {
  return {
    origin,
    surfaces: surfaces.map(({ segment, ...surface }) => ({
      ...surface,
      name: segment.toString(),
      colour: colourOf(segment),
    })),
  }
}

function nameOf({ surfaces }: SegmentSurfaces): string {
  const [first] = surfaces
  return first !== undefined && surfaces.length === 1 ? `${first.segment}` : `${surfaces.length}-segments`
}

/** Segments whose shape is not there yet are not in the file. */
function wordsOf({ surfaces }: SegmentSurfaces, wanted: number): string {
  const saved = count(surfaces.length, 'segment')
  return surfaces.length === wanted ? saved : `${saved} of ${wanted} (the others have no shape in the 3-D panel)`
}
