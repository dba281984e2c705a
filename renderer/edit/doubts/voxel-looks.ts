import type { Evidence } from '../../../shared/doubts/evidence/evidence.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { problemOf } from '../../../shared/problem.ts'
import type { EditToGl, GlToEdit } from '../gl-link.ts'

/** Says on which side of a doubt each supervoxel is: 1 or 2, or 0 for neither. */
export type SidesOf = (supervoxels: BigUint64Array) => Promise<Uint8Array>

/** Looks at voxels through the gl worker, which has the volumes. */
export interface VoxelLooks {
  /** What the voxels around a place say; undefined where they cannot be read, or where it was stopped. */
  look(position: Vec3, sidesOf: SidesOf): Promise<Evidence | undefined>
  /** Takes a message of the gl worker about a look. */
  hear(message: Extract<GlToEdit, { readonly kind: 'in-box' | 'looked' }>): void
  /** Ends all looks: each resolves with undefined. */
  stop(): void
}

interface Look {
  readonly sidesOf: SidesOf
  readonly resolve: (evidence: Evidence | undefined) => void
}

/** `report` is called with errors that are bugs. */
export function createVoxelLooks(send: (message: EditToGl) => void, report: (error: unknown) => void): VoxelLooks {
  const looks = new Map<number, Look>()
  let lastId = 0

  function settle(id: number, evidence: Evidence | undefined): void {
    const look = looks.get(id)
    looks.delete(id)
    look?.resolve(evidence)
  }
  function cancel(id: number): void {
    send({ kind: 'unlook', id })
    settle(id, undefined)
  }
  async function tellSides(id: number, supervoxels: BigUint64Array): Promise<void> {
    const look = looks.get(id)
    if (look === undefined) return
    try {
      const sides = await look.sidesOf(supervoxels)
      if (looks.has(id)) send({ kind: 'sides', id, sides })
    } catch (error) {
      if (problemOf(error) === undefined) report(error)
      if (looks.has(id)) cancel(id)
    }
  }

  return {
    look: (position, sidesOf) =>
      new Promise((resolve) => {
        lastId += 1
        looks.set(lastId, { sidesOf, resolve })
        send({ kind: 'look', id: lastId, position })
      }),
    hear: (message) => {
      if (message.kind === 'in-box') void tellSides(message.id, message.supervoxels)
      else settle(message.id, message.evidence)
    },
    stop: () => {
      for (const id of looks.keys()) cancel(id)
    },
  }
}
