import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../geometry.ts'
import { frustumOf } from '../../view/scene/frustum.ts'
import { initialSceneCamera } from '../../view/scene/scene-camera.ts'
import { sceneViewOf } from '../../view/scene/scene-view.ts'
import type { MeshManifest, MeshPart } from '../mesh.ts'
import type { SceneSight } from './needed-blocks.ts'
import { drawnParts, neededParts } from './stored-parts.ts'

const NM = 4096
/** Three levels of nested boxes: 1, 8 and 64 parts. */
const PARTS: readonly MeshPart[] = [2, 1, 0].flatMap((level) => {
  const count = 2 ** (2 - level)
  return Array.from({ length: count ** 3 }, (_, at): MeshPart => {
    const cell: Vec3 = [at % count, Math.floor(at / count) % count, Math.floor(at / count ** 2)]
    const edge = NM / count
    const min: Vec3 = [cell[0] * edge, cell[1] * edge, cell[2] * edge]
    const box = { min, max: [min[0] + edge, min[1] + edge, min[2] + edge] as const }
    return { key: `${level}/${at}`, label: 7n, level, box, bytes: undefined }
  })
})
const MANIFEST: MeshManifest = { parts: PARTS, levelErrors: [8, 32, 128], problems: [] }

function sightAt(nmPerPixel: number): SceneSight {
  const camera = { ...initialSceneCamera(nmPerPixel), projection: 'orthographic' } as const
  const view = sceneViewOf([NM / 2, NM / 2, NM / 2], camera, { width: 8000, height: 8000 }, 1)
  return { view, frustum: frustumOf(view) }
}

describe('stored parts', () => {
  it('[SL16] the coarsest parts are needed first, finer ones where their error would be seen', () => {
    const levels = (nmPerPixel: number) => {
      return neededParts(MANIFEST, sightAt(nmPerPixel)).map(({ part, tier }) => `${PARTS[part]!.level} ${tier}`)
    }
    expect(new Set(levels(50))).toEqual(new Set(['2 shape']))
    expect(new Set(levels(20))).toEqual(new Set(['2 shape', '1 detail']))
    expect(levels(2)).toHaveLength(73)
    const legacy: MeshManifest = { parts: [{ ...PARTS[0]!, level: 0, box: undefined }], levelErrors: [0], problems: [] }
    expect(neededParts(legacy, sightAt(2))).toMatchObject([{ part: 0, tier: 'shape' }])
    expect(drawnParts(legacy, sightAt(2), () => true)).toEqual([0])
  })

  it('[SL16] whatever parts are there, each place is drawn just once where a part of it can be drawn', () => {
    const finest = PARTS.map((part, at) => ({ part, at })).filter(({ part }) => part.level === 0)
    const holds = (outer: number, { min }: NonNullable<MeshPart['box']>) => {
      const box = PARTS[outer]!.box!
      return min.every((nm, axis) => nm >= box.min[axis]! && nm < box.max[axis]!)
    }
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: PARTS.length, maxLength: PARTS.length }),
        fc.constantFrom(2, 20, 50),
        (there, nmPerPixel) => {
          const drawn = drawnParts(MANIFEST, sightAt(nmPerPixel), (part) => there[part]!)
          expect(drawn.every((part) => there[part])).toBe(true)
          for (const { part, at } of finest) {
            const over = drawn.filter((each) => holds(each, part.box!))
            const isThere = PARTS.some((_, each) => there[each] && holds(each, part.box!))
            expect(over.length, `part ${at}`).toBe(isThere ? 1 : 0)
          }
        },
      ),
    )
  })
})
