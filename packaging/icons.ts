import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Pixels to each side of the drawn icons in assets/icon. */
export const ICON_SIZES = [16, 24, 32, 48, 64, 128, 256, 512] as const
type IconSize = (typeof ICON_SIZES)[number]

export function iconFile(size: IconSize): string {
  return path.join('assets', 'icon', `${size}.png`)
}

/** The largest picture that Windows takes, and macOS' names of those sizes that it takes as PNG. */
const ICO_SIZES: readonly IconSize[] = [16, 24, 32, 48, 64, 128, 256]
const ICNS_TYPES: ReadonlyMap<IconSize, string> = new Map([
  [16, 'icp4'],
  [32, 'icp5'],
  [64, 'icp6'],
  [128, 'ic07'],
  [256, 'ic08'],
  [512, 'ic09'],
])

interface Drawing {
  readonly size: IconSize
  readonly png: Buffer
}

/** Windows' format: a directory of 16 bytes a picture, then the PNGs (each at least 16 and at most 256 pixels wide). */
export function icoOf(drawings: readonly Drawing[]): Buffer {
  const head = Buffer.alloc(6 + 16 * drawings.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(drawings.length, 4)
  let at = head.length
  for (const [index, { size, png }] of drawings.entries()) {
    const entry = 6 + 16 * index
    // 256 is written as 0.
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(at, entry + 12)
    at += png.length
  }
  return Buffer.concat([head, ...drawings.map(({ png }) => png)])
}

/** Apple's format: a type of four letters and a length before each PNG, and before all of them. */
export function icnsOf(drawings: readonly Drawing[]): Buffer {
  const blocks = drawings.flatMap(({ size, png }) => {
    const type = ICNS_TYPES.get(size)
    return type === undefined ? [] : [block(type, png)]
  })
  return block('icns', Buffer.concat(blocks))
}

function block(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(8 + content.length, 4)
  return Buffer.concat([head, content])
}

/** Writes skein.ico and skein.icns into a folder; the packager takes them by their common path without the ending. */
export async function writeIcons(folder: string): Promise<void> {
  const drawings = await Promise.all(ICON_SIZES.map(async (size) => ({ size, png: await readFile(iconFile(size)) })))
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'skein.ico'), icoOf(drawings.filter(({ size }) => ICO_SIZES.includes(size))))
  await writeFile(path.join(folder, 'skein.icns'), icnsOf(drawings))
}
