import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

vi.mock('electron', () => ({ dialog: {} }))
const { writeWhole } = await import('./save-bytes.ts')

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skein-save-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('[EX4] a file is written whole, over what was there, and leaves nothing else', async () => {
  const file = join(folder, 'a.glb')
  await writeFile(file, 'before')
  expect(await writeWhole(file, Uint8Array.of(1, 2, 3))).toEqual({ ok: true, value: file })
  expect(new Uint8Array(await readFile(file))).toEqual(Uint8Array.of(1, 2, 3))
  expect(await readdir(folder)).toEqual(['a.glb'])
})

it('[EX4] a file that cannot be written is told, and leaves nothing half written', async () => {
  const file = join(folder, 'taken')
  await mkdir(file)
  const outcome = await writeWhole(file, Uint8Array.of(1))
  expect(outcome).toMatchObject({ ok: false, problem: { kind: 'disk', file } })
  expect(await readdir(folder)).toEqual(['taken'])
  expect(await writeWhole(join(folder, 'absent', 'a.glb'), Uint8Array.of(1))).toMatchObject({ ok: false })
})
