import Dexie, { type Table } from 'dexie'
import * as v from 'valibot'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'
import { SURFACES_VERSION } from '../../../shared/meshes/surfaces/surfaces-of.ts'
import { type BlockStore, checkOfBlock } from './block-store.ts'

/** The name of the database. */
const NAME = 'skein-surfaces'

/** The most bytes of blocks on the disk. The sample has 60 MB of them; a neuron of a large volume some 100 MB. */
const STORE_BYTES = 2 ** 30
/** A full store is cleared down to this share of its budget, so that it is cleared in portions and not with every block. */
const CLEARED_SHARE = 0.8
/** Blocks between two looks at how full the store is. The other workers write too. */
const LOOK_EVERY = 32

/** When a block was used last; in a table of its own, because it is written with every use. */
interface UseRow {
  readonly key: string
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly used: number
}

export interface BlockStoreOptions {
  readonly name?: string
  readonly maxBytes?: number
  readonly now?: () => number
}

/** A database in IndexedDB that all decode workers share. */
export function openBlockStore(options: BlockStoreOptions = {}): BlockStore {
  const { name = NAME, maxBytes = STORE_BYTES, now = Date.now } = options
  const db = new Dexie(name, { chromeTransactionDurability: 'relaxed' })
  db.version(1).stores({ blocks: 'key', uses: 'key, used' })
  const blocks: Table<unknown, string> = db.table('blocks')
  const uses: Table<UseRow, string> = db.table('uses')
  let untilLook = 0
  // Dexie itself would open it with the first block, which would wait. A later call fails too where this one does.
  db.open().catch(() => undefined)

  const drop = (keys: readonly string[]): Promise<void> =>
    db.transaction('rw', blocks, uses, async () => {
      await blocks.bulkDelete([...keys])
      await uses.bulkDelete([...keys])
    })

  /** Drops what was used longest ago, if all is more than the budget. */
  async function clear(): Promise<void> {
    if (untilLook-- > 0) return
    untilLook = LOOK_EVERY
    const rows = await uses.orderBy('used').toArray()
    let bytes = rows.reduce((sum, row) => sum + row.bytes, 0)
    if (bytes <= maxBytes) return
    const old: string[] = []
    for (const row of rows) {
      if (bytes <= maxBytes * CLEARED_SHARE) break
      bytes -= row.bytes
      old.push(row.key)
    }
    await drop(old)
  }

  return {
    get: async (key, check) => {
      try {
        const row = await blocks.get(key)
        if (row === undefined) return undefined
        const block = blockOf(row, await check)
        if (block === undefined) await drop([key])
        else void uses.update(key, { used: now() }).catch(() => undefined)
        return block
      } catch {
        return undefined
      }
    },
    put: async (key, check, block) => {
      try {
        const bytes = bytesOf(block)
        await clear()
        await db.transaction('rw', blocks, uses, async () => {
          await blocks.put({ key, version: SURFACES_VERSION, madeOf: check, check: checkOfBlock(block), block })
          await uses.put({ key, bytes, used: now() })
        })
      } catch {
        // The block is made again another time.
      }
    },
  }
}

const three = v.tuple([v.number(), v.number(), v.number()])
const rowShape = v.object({
  version: v.literal(SURFACES_VERSION),
  madeOf: v.number(),
  check: v.number(),
  block: v.object({
    faces: v.instance(Uint8Array),
    errorNm: v.number(),
    mesh: v.object({
      origin: three,
      step: three,
      vertices: v.instance(Uint16Array<ArrayBuffer>),
      normals: v.instance(Int8Array<ArrayBuffer>),
      triangles: v.instance(Uint32Array<ArrayBuffer>),
      labels: v.instance(BigUint64Array<ArrayBuffer>),
      triangleStarts: v.instance(Uint32Array<ArrayBuffer>),
      boxes: v.instance(Uint16Array<ArrayBuffer>),
    }),
  }),
})

/** The block of a row; undefined where it is damaged, of another version, or made of other voxels. */
function blockOf(row: unknown, check: number | undefined): SurfaceBlock | undefined {
  const parsed = v.safeParse(rowShape, row)
  if (!parsed.success) return undefined
  const { madeOf, block } = parsed.output
  if (check !== undefined && check !== madeOf) return undefined
  return checkOfBlock(block) === parsed.output.check ? block : undefined
}

function bytesOf({ mesh, faces }: SurfaceBlock): number {
  const { vertices, normals, triangles, labels, triangleStarts, boxes } = mesh
  return [vertices, normals, triangles, labels, triangleStarts, boxes, faces].reduce((sum, a) => sum + a.byteLength, 0)
}
