import { collectSurfaces, type PiecesOfMesh } from '../../../shared/meshes/files/collect-surfaces.ts'
import type { ShownPieces } from '../../gl/messages.ts'
import type { FromExport, ToExport } from './export-thread.ts'
import { type FilePiece, writeSurfaces } from './write-surfaces.ts'

// Started for one file, and ended by the page.
let pieces: Iterator<FilePiece> | undefined

self.onmessage = async ({ data }: MessageEvent<ToExport>) => {
  if (data.kind === 'next') {
    const next = pieces?.next()
    if (next === undefined || next.done === true) tell({ kind: 'end' })
    else tell({ kind: 'piece', piece: next.value }, [next.value.bytes.buffer])
    return
  }
  const { port, segments, format, colours } = data
  const surfaces = collectSurfaces(await received(port), segments)
  const colourOf = new Map(segments.map((segment, i) => [segment, colours[i] ?? 0]))
  pieces = writeSurfaces(surfaces, format, (segment) => colourOf.get(segment) ?? 0)
  const triangles = surfaces.surfaces.reduce((sum, surface) => sum + surface.triangles.length / 3, 0)
  tell({ kind: 'collected', segments: surfaces.surfaces.map(({ segment }) => segment), triangles })
}

function tell(message: FromExport, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer })
}

/** All that the gl worker sends, lot by lot. */
function received(port: MessagePort): Promise<readonly PiecesOfMesh[]> {
  const all: PiecesOfMesh[] = []
  return new Promise((resolve) => {
    port.onmessage = ({ data: { meshes, isLast } }: MessageEvent<ShownPieces>) => {
      for (const { mesh, pieces: own, segments } of meshes) {
        const segmentOf = new Map(Array.from(own, (piece, i) => [piece, segments[i]!]))
        all.push({ mesh, pieces: own, segmentOf: (piece) => segmentOf.get(piece) })
      }
      if (isLast) resolve(all)
      else port.postMessage('next')
    }
    port.postMessage('next')
  })
}
