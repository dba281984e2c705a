import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fixture, readFixture } from '../../fixtures/fixture.ts'

/**
 * The one scale of 20 nm of a fib25 volume: 125^3 voxels (78 deep of the image) in eight chunks, whose borders meet at
 * 1280 nm.
 */
export const SCALE_20 = '20_20_20'
/** Where all eight chunks of such a copy are in view, and the voxel's centre: nm. */
export const CORNER = '1290,1290,1290'

/** What may be changed in the `info` of a copy. */
export interface Info {
  [key: string]: unknown
  scales: Record<string, unknown>[]
}

/**
 * Writes a volume with the 20 nm scale alone of a fib25 volume into `folder`, inflated, to be damaged. Returns its
 * folder.
 */
export function copySmall(folder: string, name: string, layer = 'em-raw'): string {
  const source = fixture(`fib25/${layer}`)
  const target = join(folder, name)
  mkdirSync(join(target, SCALE_20), { recursive: true })
  const info = readInfo(source)
  writeFileSync(join(target, 'info'), JSON.stringify({ ...info, scales: [info.scales[1]] }))
  for (const file of readdirSync(join(source, SCALE_20))) {
    const plain = file.replace(/\.gz$/, '')
    writeFileSync(join(target, SCALE_20, plain), readFixture(`fib25/${layer}/${SCALE_20}/${plain}`))
  }
  return target
}

function readInfo(volume: string): Info {
  const info: Info = JSON.parse(readFileSync(join(volume, 'info'), 'utf8'))
  return info
}

/** A volume that has an `info` and nothing else. */
export function withInfo(folder: string, name: string, change: (info: Info) => void): string {
  const info = readInfo(fixture('fib25/em-raw'))
  change(info)
  return withInfoText(folder, name, JSON.stringify(info))
}

export function withInfoText(folder: string, name: string, text: string | Uint8Array): string {
  const target = join(folder, name)
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, 'info'), text)
  return target
}
