import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'
import { type BlockStore, checkOfBlock, checkOfChunk } from './block-store.ts'
import { openBlockStore } from './block-store-dexie.ts'

function blockOf(seed: number): SurfaceBlock {
  return {
    mesh: {
      ...{ origin: [seed, 2, 3], step: [0.5, 0.5, 0.25] },
      vertices: Uint16Array.of(1, 2, 3, 0, seed, 5, 6, 0, 7, 8, 9, 0),
      normals: new Int8Array(12),
      triangles: Uint32Array.of(0, 1, 2),
      labels: BigUint64Array.of(2n ** 63n + BigInt(seed)),
      triangleStarts: Uint32Array.of(0, 1),
      boxes: Uint16Array.of(1, 2, 3, 7, 8, 9),
    },
    faces: Uint8Array.of(5),
    errorNm: 3.5,
  }
}

/** The rows as they lie in the database. */
async function rows() {
  const db = await new Dexie(name).open()
  return { db, blocks: db.table('blocks'), uses: db.table('uses') }
}

const got = (store: BlockStore, key: string, check: number | undefined) => store.get(key, Promise.resolve(check))

let tests = 0
let name = ''
beforeEach(() => {
  name = `surfaces ${tests++}`
})

describe('the store of surfaces', () => {
  it('[SF16] opens its database before the first block is asked for', async () => {
    openBlockStore({ name })
    await expect.poll(async () => (await indexedDB.databases()).map((one) => one.name)).toContain(name)
  })

  it('[SF13] gives back what was put, also after a restart, if it was made of the same voxels', async () => {
    await openBlockStore({ name }).put('a', 11, blockOf(1))
    const store = openBlockStore({ name })
    expect(await got(store, 'a', 11)).toEqual(blockOf(1))
    expect(await got(store, 'a', undefined)).toEqual(blockOf(1))
    expect(await got(store, 'b', 11)).toBe(undefined)
    expect(await got(store, 'a', 12)).toBe(undefined)
    // What was made of other voxels is gone.
    expect(await got(store, 'a', 11)).toBe(undefined)
  })

  it.each<[string, (row: { version: number; block: SurfaceBlock }) => void]>([
    ['one number is another', (row) => row.block.mesh.vertices.set([77], 4)],
    ['it is of another version', (row) => void Reflect.set(row, 'version', 0)],
    ['a list is missing', (row) => void Reflect.deleteProperty(row.block.mesh, 'boxes')],
    ['a list is cut', (row) => void Reflect.set(row.block, 'faces', new Uint8Array(0))],
    ['it is no block at all', (row) => void Reflect.set(row, 'block', 'gone')],
  ])('[SF13] drops an entry where %s', async (_, damage) => {
    const store = openBlockStore({ name })
    await store.put('a', 11, blockOf(1))
    const { db, blocks } = await rows()
    const row = await blocks.get('a')
    damage(row)
    await blocks.put(row)
    expect(await got(store, 'a', 11)).toBe(undefined)
    expect(await blocks.count()).toBe(0)
    db.close()
    await store.put('a', 11, blockOf(1))
    expect(await got(store, 'a', 11)).toEqual(blockOf(1))
  })

  it('[SF13] never fails: a full disk keeps nothing, and a database that is gone has nothing', async () => {
    const store = openBlockStore({ name })
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no space', 'QuotaExceededError')
    }
    await store.put('a', 11, blockOf(1)).finally(() => {
      IDBObjectStore.prototype.put = put
    })
    expect(await got(store, 'a', 11)).toBe(undefined)
    await Dexie.delete(name)
    expect(await got(store, 'a', 11)).toBe(undefined)
    await store.put('a', 11, blockOf(1))
  })

  it('[SF14] drops what was used longest ago once its budget is used up', async () => {
    let ms = 0
    // A block has 24 + 12 + 12 + 8 + 8 + 12 + 1 = 77 bytes.
    const store = openBlockStore({ name, maxBytes: 10 * 77, now: () => ++ms })
    for (let i = 0; i < 34; i++) await store.put(`block ${i}`, 0, blockOf(i))
    expect(await got(store, 'block 0', 0)).toBe(undefined)
    const { db, blocks, uses } = await rows()
    // 33 were there at the second look: of these 8 stay, and one more came.
    expect(await blocks.count()).toBe(9)
    expect(await uses.count()).toBe(9)
    expect((await blocks.toCollection().primaryKeys()).sort()).toContain('block 33')
    db.close()
  })

  it('[SF14] counts a reading as a use', async () => {
    let ms = 0
    const store = openBlockStore({ name, maxBytes: 10 * 77, now: () => ++ms })
    for (let i = 0; i < 32; i++) await store.put(`block ${i}`, 0, blockOf(i))
    expect(await got(store, 'block 3', 0)).toBeDefined()
    const { db, uses } = await rows()
    await expect.poll(async () => (await uses.get('block 3')).used).toBe(33)
    db.close()
    for (let i = 32; i < 34; i++) await store.put(`block ${i}`, 0, blockOf(i))
    expect(await got(store, 'block 3', 0)).toEqual(blockOf(3))
    expect(await got(store, 'block 4', 0)).toBe(undefined)
  })

  it('[SF13] has a check that sees any one number, and where a list ends', () => {
    const lists = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 13 }), fc.nat(), fc.integer({ min: 1, max: 255 }))
    fc.assert(
      fc.property(lists, ([bytes, at, by]) => {
        const chunk = (indices: Uint8Array) =>
          checkOfChunk({ kind: 'labels', size: [1, 1, 1], labels: BigUint64Array.of(1n), indices })
        const other = bytes.slice()
        other[at % other.length]! ^= by
        return chunk(bytes) !== chunk(other) && chunk(bytes) !== chunk(bytes.slice(1))
      }),
    )
    expect(checkOfBlock(blockOf(1))).not.toBe(checkOfBlock({ ...blockOf(1), errorNm: 3 }))
    expect(checkOfChunk(undefined)).toBe(0)
  })
})
