import type { Evidence } from '../../../shared/doubts/evidence/evidence.ts'
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
  readonly pool: Pick<DecoderPool, 'evidence' | 'tellSides' | 'cancel' | 'underWay' | 'workers'>
  /** The labels that are edited, and the image that belongs to them. */
  readonly layers: () => { readonly labels: OpenLayer | undefined; readonly image: OpenLayer | undefined }
  readonly tell: (reply: LookReply) => void
  /** Calls back once after this many ms. */
  readonly later: (ms: number, call: () => void) => void
}

/** Milliseconds between two checks whether the panels have all they need. */
const WAIT_MS = 50

interface Look {
  readonly position: Vec3
  /** What it reads, and its id in the pool, once it began. */
  started?: { readonly layers: readonly (OpenLayer | undefined)[]; readonly load: number }
}

/** The looks that were asked for, and what serves them. */
interface Looking extends PlaceLooksParts {
  /** By the edit worker's id, in the order in which they came. */
  readonly looks: Map<number, Look>
  isWaiting: boolean
}

export function createPlaceLooks(parts: PlaceLooksParts): PlaceLooks {
  const looking: Looking = { ...parts, looks: new Map(), isWaiting: false }
  const { looks, pool } = looking
  return {
    take: (message) => {
      const { id } = message
      const started = looks.get(id)?.started
      switch (message.kind) {
        case 'look':
          looks.set(id, { position: message.position })
          startNext(looking)
          break
        case 'sides':
          if (started !== undefined) pool.tellSides(started.load, message.sides)
          break
        case 'unlook':
          cancel(looking, id)
          looks.delete(id)
          startNext(looking)
      }
    },
    forget: (open) => {
      for (const [id, { started }] of looks) {
        if (started === undefined || !started.layers.includes(open)) continue
        cancel(looking, id)
        end(looking, id)
      }
    },
  }
}

/** No look begins while chunks or meshes load for the panels, and else there is one for each worker. */
function mayStart({ looks, pool }: Looking): boolean {
  const own = [...looks.values()].filter(({ started }) => started !== undefined).length
  return pool.underWay() <= own && own < pool.workers()
}

function startNext(looking: Looking): void {
  for (const [id, look] of looking.looks) {
    if (look.started !== undefined) continue
    if (!mayStart(looking)) {
      wait(looking)
      return
    }
    start(looking, id, look)
  }
}

function wait(looking: Looking): void {
  if (looking.isWaiting) return
  looking.isWaiting = true
  looking.later(WAIT_MS, () => {
    looking.isWaiting = false
    startNext(looking)
  })
}

function start(looking: Looking, id: number, look: Look): void {
  const { labels, image } = looking.layers()
  if (labels === undefined) {
    end(looking, id)
    return
  }
  const load = looking.pool.evidence({
    ...{ volumeId: labels.volumeId, imageId: image?.volumeId, position: look.position },
    inBox: (supervoxels) => looking.tell({ kind: 'in-box', id, supervoxels }),
    done: (read) => {
      end(looking, id, read.kind === 'evidence' ? read.evidence : undefined)
      startNext(looking)
    },
  })
  look.started = { layers: [labels, image], load }
}

function end({ looks, tell }: Looking, id: number, evidence?: Evidence): void {
  looks.delete(id)
  tell({ kind: 'looked', id, evidence })
}

function cancel({ looks, pool }: Looking, id: number): void {
  const started = looks.get(id)?.started
  if (started !== undefined) pool.cancel(started.load)
}
