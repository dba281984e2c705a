import type { Vec3 } from '../../../shared/geometry.ts'
import type { EditToGl, GlToEdit } from '../../edit/gl-link.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { DecoderPool } from './decoder-pool.ts'

/** What the edit worker asks about places of doubt. */
export type LookMessage = Extract<EditToGl, { readonly kind: 'look' | 'sides' | 'unlook' }>

/** What is told to the edit worker of them. */
export type LookReply = Extract<GlToEdit, { readonly kind: 'in-box' | 'looked' }>

/** Passes looks at the voxels around places on to the decode workers, behind all that the panels need. */
export interface PlaceLooks {
  take(message: LookMessage): void
  /** A layer was closed: what is read of it is told as not known. */
  forget(open: OpenLayer): void
}

export interface PlaceLooksParts {
  readonly pool: Pick<DecoderPool, 'evidence' | 'tellSides' | 'cancel' | 'chunksUnderWay' | 'underWay' | 'workers'>
  /** The labels that are edited, and the image that belongs to them. */
  readonly layers: () => { readonly labels: OpenLayer | undefined; readonly image: OpenLayer | undefined }
  readonly tell: (reply: LookReply) => void
  /** Calls back once after so many ms. */
  readonly later: (ms: number, call: () => void) => void
}

/** How often it is seen whether the panels have all they need, in milliseconds. */
const WAIT_MS = 50

interface Look {
  readonly position: Vec3
  /** What it reads, and its id in the pool, once it began. */
  started?: { readonly layers: readonly (OpenLayer | undefined)[]; readonly load: number }
}

export function createPlaceLooks({ pool, layers, tell, later }: PlaceLooksParts): PlaceLooks {
  /** By the edit worker's id, in the order in which they came. */
  const looks = new Map<number, Look>()
  let isWaiting = false

  const running = () => [...looks.values()].filter(({ started }) => started !== undefined).length

  /** None while chunks come for the panels, one while meshes do, and else one for each worker. */
  function mayStart(): boolean {
    if (pool.chunksUnderWay() > 0) return false
    const own = running()
    return own < (pool.underWay() > own ? 1 : pool.workers())
  }

  function startNext(): void {
    for (const [id, look] of looks) {
      if (look.started !== undefined) continue
      if (!mayStart()) return wait()
      start(id, look)
    }
  }

  function wait(): void {
    if (isWaiting) return
    isWaiting = true
    later(WAIT_MS, () => {
      isWaiting = false
      startNext()
    })
  }

  function start(id: number, look: Look): void {
    const { labels, image } = layers()
    if (labels === undefined) return end(id)
    const load = pool.evidence({
      ...{ volumeId: labels.volumeId, imageId: image?.volumeId, position: look.position },
      inBox: (supervoxels) => tell({ kind: 'in-box', id, supervoxels }),
      done: (read) => {
        end(id, read.kind === 'evidence' ? read.evidence : undefined)
        startNext()
      },
    })
    look.started = { layers: [labels, image], load }
  }

  function end(id: number, evidence?: Extract<LookReply, { readonly kind: 'looked' }>['evidence']): void {
    looks.delete(id)
    tell({ kind: 'looked', id, evidence })
  }

  function cancel(id: number): void {
    const started = looks.get(id)?.started
    if (started !== undefined) pool.cancel(started.load)
  }

  return {
    take: (message) => {
      const { id } = message
      switch (message.kind) {
        case 'look':
          looks.set(id, { position: message.position })
          return startNext()
        case 'sides': {
          const started = looks.get(id)?.started
          if (started !== undefined) pool.tellSides(started.load, message.sides)
          return
        }
        case 'unlook':
          cancel(id)
          looks.delete(id)
          return startNext()
      }
    },
    forget: (open) => {
      for (const [id, { started }] of looks) {
        if (started === undefined || !started.layers.includes(open)) continue
        cancel(id)
        end(id)
      }
    },
  }
}
