import type { ShownPieces } from '../messages.ts'
import type { DrawnMesh } from './scene-meshes.ts'

/** Bytes of meshes that are copied at a time, so that no frame waits for them. */
const BYTES_AT_ONCE = 2 ** 23

/** A MessagePort as far as it is needed. */
export interface PiecesPort {
  postMessage(message: ShownPieces): void
  onmessage: ((event: MessageEvent<'next'>) => void) | null
}

/**
 * Sends the surfaces of segments as the scene draws them now, mesh by mesh: at its level of detail, and as far as they are
 * there. The other side asks for each lot. A port that is closed asks for nothing more.
 */
export function sendShown(drawn: readonly DrawnMesh[], segments: Iterable<bigint>, port: PiecesPort): void {
  const wanted = new Set(segments)
  const waiting = drawn.filter(({ mesh }) => mesh.isLine !== true).map((each) => piecesOf(each, wanted))
  const full = waiting.filter(({ pieces }) => pieces.length > 0)
  let at = 0
  port.onmessage = () => {
    const first = at
    let bytes = 0
    while (at < full.length && bytes < BYTES_AT_ONCE) bytes += full[at++]!.mesh.triangles.byteLength
    port.postMessage({ meshes: full.slice(first, at), isLast: at === full.length })
  }
}

function piecesOf({ mesh: { mesh, open, dense }, pieces }: DrawnMesh, wanted: ReadonlySet<bigint>) {
  const segmentOf = (piece: number) => open.palette?.segmentOf(dense[piece]!)
  const own = [...pieces].flatMap((piece) => {
    const segment = segmentOf(piece)
    return segment !== undefined && wanted.has(segment) ? [[piece, segment] as const] : []
  })
  return {
    mesh,
    pieces: Uint32Array.from(own, ([piece]) => piece),
    segments: BigUint64Array.from(own, ([, segment]) => segment),
  }
}
