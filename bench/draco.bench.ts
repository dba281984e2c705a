import { createDecoderModule } from 'draco3d'
import { readFixture } from '../fixtures/fixture.ts'
import { filesOfTar } from '../fixtures/tar-reader.ts'
import type { createDracoDecoder } from '../renderer/decode/draco.ts'
import { packMesh } from '../shared/meshes/pack-mesh.ts'
import { onePiece } from '../shared/meshes/stored/one-piece.ts'
import { unwrap } from '../shared/problem.ts'
import type { Bench } from './bench.ts'
import { loadOwnModule } from './support/own-module.ts'
import { median, rateLine, timeInTurn } from './support/timing.ts'

/** Fragments of a graph server are small, so that a batch has them many times. */
const REPEATS = 10

/** Draco, in one thread of this process: decoded, and checked and packed too; beside the package called by itself. */
export const bench: Bench = {
  name: 'draco',
  async run(report, wanted) {
    const fragments = filesOfTar(readFixture('pinky40/graphene-meshes.tar'), 'mesh_mip_2_draco_sv16')
    const small = [...fragments].filter(([name]) => !name.endsWith(':0')).map(([, bytes]) => bytes)
    const batches: Readonly<Record<string, readonly Uint8Array[]>> = {
      bunny: [readFixture('draco/bunny_normals.drc')],
      fragments: Array.from({ length: REPEATS }, () => small).flat(),
    }
    const draco = await loadOwnDraco()
    const alone = await loadPackage()
    for (const [name, blobs] of Object.entries(batches)) {
      if (!wanted(`draco/${name}`)) continue
      const triangles = blobs.reduce((sum, blob) => sum + alone(blob), 0)
      const each = (work: (blob: Uint8Array) => unknown) => async () => {
        for (const blob of blobs) await work(blob)
      }
      const [decoded = [], packed = [], stock = []] = await timeInTurn([
        { name: 'decoded', run: each((blob) => draco.floats(blob, name)) },
        {
          name: 'packed',
          run: each(async (blob) => {
            const mesh = unwrap(await draco.floats(blob, name))
            return packMesh(unwrap(onePiece(1n, mesh.positions, mesh.triangles, name)))
          }),
        },
        { name: 'package', run: each(alone) },
      ])
      const mb = blobs.reduce((sum, { length }) => sum + length, 0) / 1e6
      const against = { against: 'the package alone', ratio: median(stock) / median(decoded) }
      report({ ...rateLine(`draco/${name}/bytes`, decoded, { unit: 'MB/s', perBatch: mb }), ...against })
      const rate = { unit: 'Mtriangle/s', perBatch: triangles / 1e6 }
      report({ ...rateLine(`draco/${name}`, decoded, rate), ...against })
      report({ ...rateLine(`draco/${name}/package`, stock, rate) })
      report({ ...rateLine(`draco/${name}/packed`, packed, rate), note: 'checked, with normals, packed for the GPU' })
    }
  },
}

/** The app's Draco decoder. */
async function loadOwnDraco(): Promise<ReturnType<typeof createDracoDecoder>> {
  const module = await loadOwnModule('draco')
  if (!isDracoModule(module)) throw new Error('the bundle of renderer/decode/draco.ts has no createDracoDecoder')
  return module.createDracoDecoder()
}

function isDracoModule(module: unknown): module is { readonly createDracoDecoder: typeof createDracoDecoder } {
  return (
    typeof module === 'object' && module !== null && typeof Reflect.get(module, 'createDracoDecoder') === 'function'
  )
}

/** The package as its own example calls it. Returns the number of triangles. */
async function loadPackage(): Promise<(blob: Uint8Array) => number> {
  const module = await createDecoderModule()
  return (blob) => {
    const decoder = new module.Decoder()
    const buffer = new module.DecoderBuffer()
    buffer.Init(new Int8Array(blob.buffer, blob.byteOffset, blob.length), blob.length)
    const mesh = new module.Mesh()
    decoder.DecodeBufferToMesh(buffer, mesh)
    const attribute = decoder.GetAttribute(mesh, decoder.GetAttributeId(mesh, module.POSITION))
    const copy = (bytes: number, write: (at: number) => void) => {
      const at = module._malloc(bytes)
      write(at)
      const copied = module.HEAPU8.slice(at, at + bytes)
      module._free(at)
      return copied
    }
    const faces = mesh.num_faces()
    copy(12 * faces, (at) => decoder.GetTrianglesUInt32Array(mesh, 12 * faces, at))
    const bytes = 12 * mesh.num_points()
    copy(bytes, (at) => decoder.GetAttributeDataArrayForAllPoints(mesh, attribute, module.DT_FLOAT32, bytes, at))
    for (const object of [mesh, buffer, decoder]) module.destroy(object)
    return faces
  }
}
