import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { fixture } from '../../fixtures/fixture.ts'
import { readGrid } from '../../fixtures/small-reader.ts'
import { tiffOf } from '../../tools/import/testing/tiff.ts'

/** Voxels of the fixture along each axis. */
const SIDE = 250

/** The first sections of real tissue as a stack of PNGs, and the watershed of them as a TIFF of many pages. */
export function writeInputs(
  folder: string,
  sectionCount: number,
): { readonly sections: string; readonly labels: string } {
  const em = readGrid(fixture('fib25/em-raw'), 0).values
  const watershed = readGrid(fixture('fib25/seg-watershed'), 0).values
  const [sections, labels] = [join(folder, 'em'), join(folder, 'watershed.tif')]
  mkdirSync(sections)
  const plane = SIDE * SIDE
  const pages = Array.from({ length: sectionCount }, (_, z) => {
    const data = Uint8Array.from({ length: plane }, (_value, i) => Number(em[z * plane + i]))
    writeFileSync(join(sections, `z${z}.png`), encode({ width: SIDE, height: SIDE, data, channels: 1, depth: 8 }))
    const values = Uint32Array.from({ length: plane }, (_value, i) => Number(watershed[z * plane + i]))
    return { width: SIDE, height: SIDE, values }
  })
  writeFileSync(labels, tiffOf(pages))
  return { sections, labels }
}
