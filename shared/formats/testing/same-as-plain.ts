import { expect } from 'vitest'
import type { StoredVolume } from '../volume-format.ts'
import { readingOf, readScale } from './open-files.ts'

/** An array as a second reader reads it, with the axes in the array's order. */
interface PlainArray {
  readonly shape: readonly number[]
  at(place: readonly number[]): number | bigint
}

/**
 * Expects every voxel of a scale to be what the plain reader finds. `axes` names the axes of the plain array; places on axes
 * beside x, y and z are 0.
 */
export async function expectSame(
  stored: StoredVolume,
  scale: number,
  files: ReadonlyMap<string, Uint8Array>,
  plain: PlainArray,
  axes: string,
): Promise<void> {
  let seen = 0
  await readScale(stored, scale, readingOf(files), (voxel, value) => {
    seen++
    const place = [...axes].map((name) => ('xyz'.includes(name) ? voxel['xyz'.indexOf(name)]! : 0))
    expect(Number(value ?? 0), place.join()).toBe(Number(plain.at(place)))
  })
  const size = [...axes].map((name, axis) => ('xyz'.includes(name) ? plain.shape[axis]! : 1))
  expect(seen).toBe(size.reduce((a, b) => a * b, 1))
  expect(seen).toBeGreaterThan(0)
}
