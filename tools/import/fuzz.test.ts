import { readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import jpeg from 'jpeg-js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { problemOf } from '../../shared/problem.ts'
import { readImportCommand } from './command-line.ts'
import { findInput, type InputWish } from './inputs/find-input.ts'
import { openInput } from './inputs/open-input.ts'
import { packColumns, unpackColumns } from './labels/columns-file.ts'
import { writeHdf5 } from './testing/hdf5.ts'
import { createImportRig, type ImportRig } from './testing/import-rig.ts'
import { tiffOf } from './testing/tiff.ts'
import { decodeJpegPicture } from './voxels/jpeg.ts'

let rig: ImportRig
beforeAll(() => {
  rig = createImportRig()
})
afterAll(() => rig.remove())

/** Some bytes of a file overwritten, and maybe its end cut off. */
const damage = fc.record({
  changes: fc.array(fc.record({ at: fc.double({ min: 0, max: 0.999, noNaN: true }), to: fc.nat(255) }), {
    minLength: 1,
    maxLength: 4,
  }),
  keep: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.double({ min: 0, max: 1, noNaN: true })),
})

function damaged(
  good: Uint8Array,
  { changes, keep }: { changes: { at: number; to: number }[]; keep: number },
): Uint8Array {
  const bytes = Uint8Array.from(good).slice(0, Math.ceil(keep * good.length))
  for (const { at, to } of changes) if (bytes.length > 0) bytes[Math.floor(at * bytes.length)] = to
  return bytes
}

/** Reads all sections: the number of voxels that the size says, or a problem. */
async function readOrProblem(wish: InputWish): Promise<void> {
  try {
    const source = await openInput(await findInput(wish))
    try {
      const { size } = source
      for (let z = 0; z < Math.min(size[2], 3); z++) {
        const voxels = await source.readBox({ min: [0, 0, z], max: [size[0], size[1], z + 1] })
        expect(voxels.length).toBe(size[0] * size[1])
      }
    } finally {
      await source.close()
    }
  } catch (error) {
    if (problemOf(error)?.file === undefined) throw error
  }
}

it('[IP12] fuzzed: a TIFF gives its pixels or a problem that names it', async () => {
  const values = Uint16Array.from({ length: 20 }, (_, i) => i)
  const good = tiffOf([
    { width: 5, height: 4, values },
    { width: 5, height: 4, values },
  ])
  const file = rig.path('fuzzed.tif')
  await fc.assert(
    fc.asyncProperty(damage, async (how) => {
      writeFileSync(file, damaged(good, how))
      await readOrProblem({ path: file, use: 'image' })
    }),
    { numRuns: 150 },
  )
})

it('[IP12] fuzzed: an HDF5 file gives its voxels or a problem that names it', async () => {
  const data = Uint8Array.from({ length: 120 }, (_, i) => i)
  const attributes = { resolution: [40, 4, 4] }
  await writeHdf5(rig.path('good.h5'), [{ name: 'volumes/raw', data, shape: [4, 5, 6], attributes }])
  const good = readFileSync(rig.path('good.h5'))
  const file = rig.path('fuzzed.h5')
  await fc.assert(
    fc.asyncProperty(damage, async (how) => {
      writeFileSync(file, damaged(good, how))
      await readOrProblem({ path: file, use: 'image' })
    }),
    { numRuns: 100 },
  )
})

it('[IP12] fuzzed: a JPEG gives its pixels or a problem', async () => {
  const data = Buffer.from(Array.from({ length: 4 * 16 * 16 }, (_, i) => i % 251))
  const good = Uint8Array.from(jpeg.encode({ width: 16, height: 16, data }, 90).data)
  const before = await decodeJpegPicture(good, 'p.jpg')
  await fc.assert(
    fc.asyncProperty(damage, async (how) => {
      try {
        const { pixels, width, height, channels } = await decodeJpegPicture(damaged(good, how), 'p.jpg')
        expect(pixels.length).toBe(width * height * channels)
      } catch (error) {
        expect(problemOf(error)?.file).toBe('p.jpg')
      }
    }),
    { numRuns: 60 },
  )
  // One that failed leaves nothing behind.
  expect(await decodeJpegPicture(good, 'p.jpg')).toEqual(before)
})

it('[IP7] fuzzed: what was kept of a block is read as it was written, or it is a problem', () => {
  const columns = {
    labels: BigUint64Array.of(0n, 2n ** 64n - 1n),
    areas: Uint32Array.of(7, 8, 9),
    grey: Float32Array.of(0.5),
  }
  const good = packColumns(columns)
  expect(Object.fromEntries(unpackColumns(good, 'f'))).toEqual(columns)
  fc.assert(
    fc.property(damage, (how) => {
      try {
        unpackColumns(damaged(good, how), 'f')
      } catch (error) {
        expect(problemOf(error)?.file).toBe('f')
      }
    }),
  )
})

it('[IP13] fuzzed: whatever arguments come, they are a command, or it is said what is wrong with them', () => {
  const word = fc.oneof(
    fc.constantFrom('--image', '--labels', '--voxel-size', '--shape', '--jpeg', '--json', '--help', '--', '4,4,40'),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (args) => {
      const command = readImportCommand(args, '/')
      if (command === 'help') return
      if ('wrong' in command) expect(command.wrong.length).toBeGreaterThan(5)
      else expect((command.wish.image ?? command.wish.labels)?.path).toMatch(/^\//)
    }),
  )
})
