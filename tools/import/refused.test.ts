import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { problemOf } from '../../shared/problem.ts'
import { readImportCommand, USAGE } from './command-line.ts'
import { runImportCommand } from './import-command.ts'
import { checkOutput } from './plan/check-output.ts'
import type { ImportWish } from './plan/plan-import.ts'
import { createImportRig, filesIn, type ImportRig, importInline } from './testing/import-rig.ts'

let rig: ImportRig
beforeEach(() => {
  rig = createImportRig()
})
afterEach(() => rig.remove())

async function refusalOf(parts: Partial<ImportWish>): Promise<string> {
  const error: unknown = await importInline(rig.wish(parts)).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const problem = problemOf(error)
  if (problem === undefined) throw error ?? new Error('this must be refused')
  return problem.message.replaceAll(rig.folder, '')
}

function outputRefusal(out: string, inputs: readonly string[]): string | undefined {
  try {
    checkOutput(out, inputs)
    return undefined
  } catch (error) {
    return problemOf(error)?.message.replaceAll(rig.folder, '')
  }
}

it('[IP9] an import is never written into its input, over other files, or through a link', () => {
  mkdirSync(rig.path('em'))
  mkdirSync(rig.path('empty'))
  mkdirSync(join(rig.path('begun'), '.import'), { recursive: true })
  writeFileSync(rig.path('em/z1.png'), '')
  symlinkSync(rig.path('em'), rig.path('link'))
  const inside = 'lie one in the other; name another folder'
  expect(outputRefusal(rig.path('em'), [rig.path('em')])).toContain(inside)
  expect(outputRefusal(rig.path('em/out'), [rig.path('em')])).toContain(inside)
  expect(outputRefusal(rig.path('link/out'), [rig.path('em')])).toContain(inside)
  expect(outputRefusal(rig.folder, [rig.path('em/z1.png')])).toContain(inside)
  expect(outputRefusal(rig.path('em'), [rig.path('other')])).toBe(
    '/em is not empty and holds no unfinished import, so it is left as it is; name another folder',
  )
  expect(outputRefusal(rig.path('empty'), [rig.path('em')])).toBe(undefined)
  expect(outputRefusal(rig.path('begun'), [rig.path('em')])).toBe(undefined)
  expect(outputRefusal(rig.path('em-new'), [rig.path('em')])).toBe(undefined)
})

it('[IP12] raw voxels of another length, and labels that are no labels', async () => {
  const size = [4, 3, 2] as const
  const image = rig.raw('em.raw', 'image', new Uint8Array(24), size)
  truncateSync(image.path, 23)
  expect(await refusalOf({ image })).toBe('/em.raw has 23 bytes, but 4 x 3 x 2 voxels of uint8 are 24')
  const bare = { path: image.path, use: 'labels' } as const
  expect(await refusalOf({ labels: bare })).toContain('say --shape X,Y,Z and --labels-type uint8')
  const floats = rig.raw('f.raw', 'labels', new Float32Array(24), size)
  expect(await refusalOf({ labels: floats })).toContain('/f.raw has voxels of float32; labels are whole numbers')
  for (const negative of [
    new Int8Array(24).fill(-5, 7, 8),
    new Int32Array(24).fill(-5, 7, 8),
    new BigInt64Array(24).fill(-5n, 7, 8),
  ]) {
    const out = rig.path(`out-${negative.BYTES_PER_ELEMENT}`)
    const labels = rig.raw('n.raw', 'labels', negative, size)
    expect(await refusalOf({ out, labels })).toContain('/n.raw holds the label -5; labels are whole numbers from 0 on')
  }
  const other = rig.raw('l.raw', 'labels', new Uint8Array(60), [5, 4, 3])
  const whole = rig.raw('e.raw', 'image', new Uint8Array(24), size)
  expect(await refusalOf({ image: whole, labels: other })).toBe(
    'The labels (5 x 4 x 3 voxels from 0, 0, 0) do not lie inside the image (4 x 3 x 2 voxels from 0, 0, 0)',
  )
  const wide = rig.raw('w.raw', 'image', new BigUint64Array(24), size)
  expect(await refusalOf({ image: wide })).toContain(
    '/w.raw has voxels of uint64; an image has integers of at most 32 bits',
  )
  expect(await refusalOf({ image: { path: rig.path('none'), use: 'image' } })).toBe('There is no /none')
  writeFileSync(rig.path('some.dat'), 'some')
  expect(await refusalOf({ image: { path: rig.path('some.dat'), use: 'image' } })).toContain('say --shape X,Y,Z')
  expect(await refusalOf({ voxelSize: undefined, labels: other })).toContain('say --voxel-size X,Y,Z in nanometres')
})

it('[IP12] more labels in one chunk than any reader shows', async () => {
  const labels = rig.raw(
    'l.raw',
    'labels',
    Uint32Array.from({ length: 48 ** 3 }, (_, i) => i + 1),
    [48, 48, 48],
  )
  expect(await refusalOf({ labels, keepsLabels: true })).toBe(
    '/out/labels: a chunk of scale 0 would hold 110592 labels, more than 65536',
  )
})

it('[IP13] a wrong command is explained, and nothing is written', async () => {
  const wrongOf = (...args: string[]) => {
    const command = readImportCommand(args, '/')
    return command !== 'help' && 'wrong' in command ? command.wrong : undefined
  }
  const input = ['--image', 'em']
  expect(wrongOf()).toBe('Name one folder for the dataset')
  expect(wrongOf('out')).toBe('Name an input: --image, --labels, or both')
  expect(wrongOf('out', 'more', ...input)).toBe('Name one folder for the dataset')
  expect(wrongOf('out', ...input, '--voxel-size', '4,4')).toContain('--voxel-size must be three numbers above zero')
  expect(wrongOf('out', ...input, '--voxel-size', '4,,40')).toContain('not "4,,40"')
  expect(wrongOf('out', ...input, '--shape', '4,4.5,1')).toContain('--shape must be three whole numbers above zero')
  expect(wrongOf('out', ...input, '--image-type', 'uint9')).toContain('--image-type must be one of uint8')
  expect(wrongOf('out', ...input, '--jpeg', '0')).toBe('--jpeg must be a whole number from 1 to 100, not "0"')
  expect(wrongOf('out', ...input, '--threshold', 'x')).toBe('--threshold must be a number from 0 to 1, not "x"')
  expect(wrongOf('out', ...input, '--unknown')).toContain("Unknown option '--unknown'")
  expect(wrongOf('out', ...input, '--voxel-size', '4,4,40')).toBe(undefined)
  const said: string[] = []
  const io = (name: string) => ({ write: (text: string) => said.push(`${name}: ${text}`) })
  const run = (...args: string[]) => {
    said.length = 0
    const signal = new AbortController().signal
    return runImportCommand(args, { folder: rig.folder, out: io('out'), error: io('error'), signal })
  }
  const before = filesIn(rig.folder)
  expect(await run('out')).toBe(2)
  expect(said.join('')).toContain('Name an input')
  expect(await run('out', '--labels', 'nothing')).toBe(1)
  expect(said.join('')).toContain('There is no ')
  expect(await run('--help')).toBe(0)
  expect(said).toEqual([`out: ${USAGE}`])
  expect(filesIn(rig.folder)).toEqual(before)
})
