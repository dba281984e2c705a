import { messageOf } from '../../../shared/problem.ts'
import { asSentence } from '../../../shared/words/as-sentence.ts'
import type { GlClient } from '../engine/gl-client.ts'
import { count } from '../tools/counts.ts'
import { createExportThread, type ExportThread, type ExportWorker } from './export-thread.ts'
import { type SavingHost, savePieces } from './save-pieces.ts'
import type { MeshFileKind } from './write-surfaces.ts'

export const MESH_FILES: readonly { readonly kind: MeshFileKind; readonly words: string }[] = [
  { kind: 'glb', words: 'GLB: an object a segment, with colours' },
  { kind: 'obj', words: 'OBJ: an object a segment, as text' },
  { kind: 'ply', words: 'PLY: all in one, with colours' },
]

/** Triangles that are written at most: some 400 MB as GLB, and a text of 1 GB. */
const EXPORT_TRIANGLES_MAX = 16_000_000

/** Told when the person cancelled an export. */
export const CANCELLED = 'The export was cancelled. No file was written.'

export interface ExportParts {
  readonly gl: Pick<GlClient, 'send'>
  readonly host: SavingHost
  readonly startWorker: () => ExportWorker
  readonly say: (text: string) => void
  /** 0xRRGGBB. */
  readonly colourOf: (segment: bigint) => number
  /** The share that is written, 0 to 1. */
  readonly progress: (done: number) => void
}

/**
 * Saves the surfaces of segments, as the 3-D panel shows them, in a file that the person chooses. A thread of its own makes
 * the file, which comes through the page in pieces.
 */
export async function exportMeshes(
  parts: ExportParts,
  segments: readonly bigint[],
  format: MeshFileKind,
  signal: AbortSignal,
): Promise<void> {
  const thread = createExportThread(parts.startWorker(), signal)
  try {
    const words = await save(parts, thread, segments, format, signal)
    if (words !== undefined) parts.say(words)
    else if (signal.aborted) parts.say(CANCELLED)
  } catch (error) {
    const why = messageOf(error)
    parts.say(`The meshes were not saved: ${asSentence(why)}`)
  } finally {
    thread.end()
  }
}

/** Returns what is said of it; undefined where it was cancelled. */
async function save(
  { gl, host, colourOf, progress }: ExportParts,
  thread: ExportThread,
  segments: readonly bigint[],
  format: MeshFileKind,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { port1, port2 } = new MessageChannel()
  gl.send({ kind: 'send-shown', segments: BigUint64Array.from(segments), port: port1 }, [port1])
  const colours = segments.map(colourOf)
  const collected = await thread.ask({ kind: 'start', format, segments, colours, port: port2 }, [port2])
  if (collected?.kind !== 'collected') return undefined
  const { triangles, segments: found } = collected
  if (triangles === 0) return 'No shape of these segments is in the 3-D panel: show it there first.'
  if (triangles > EXPORT_TRIANGLES_MAX) {
    const most = count(EXPORT_TRIANGLES_MAX, 'triangle')
    return `These are ${count(triangles, 'triangle')}, more than the ${most} of one file: select fewer segments.`
  }
  const name = found.length === 1 ? `${found[0]}` : `${found.length}-segments`
  const saved = await savePieces(host, `${name}.${format}`, piecesOf(thread, progress), signal)
  if (!saved.ok) return `The meshes were not saved: ${asSentence(saved.problem.message)}`
  if (saved.value === null) return undefined
  return `Saved ${wordsOf(found.length, segments.length)}, ${count(triangles, 'triangle')}, as ${saved.value}`
}

async function* piecesOf(thread: ExportThread, progress: (done: number) => void): AsyncGenerator<Uint8Array> {
  for (;;) {
    const reply = await thread.ask({ kind: 'next' })
    if (reply?.kind !== 'piece') return
    progress(reply.piece.done)
    yield reply.piece.bytes
  }
}

/** Segments whose shape is not there yet are not in the file. */
function wordsOf(saved: number, wanted: number): string {
  const words = count(saved, 'segment')
  return saved === wanted ? words : `${words} of ${wanted} (the others have no shape in the 3-D panel)`
}
