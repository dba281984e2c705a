import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { unwrap } from '../../../shared/problem.ts'
import { createSaves } from './saves.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skein-save-'))
})
afterEach(() => rm(folder, { recursive: true }))

const chosen = (name: string) => createSaves(async () => join(folder, name))

it('[EX4] a file is written piece by piece, whole, over what was there, and leaves nothing else', async () => {
  await writeFile(join(folder, 'a.glb'), 'before')
  const saves = chosen('a.glb')
  const begun = unwrap(await saves.begin('a'))!
  expect(begun.file).toBe(join(folder, 'a.glb'))
  unwrap(await saves.write(begun.id, Uint8Array.of(1, 2)))
  expect(await readFile(begun.file, 'utf8')).toBe('before')
  unwrap(await saves.write(begun.id, Uint8Array.of(3)))
  unwrap(await saves.end(begun.id))
  expect(new Uint8Array(await readFile(begun.file))).toEqual(Uint8Array.of(1, 2, 3))
  expect(await readdir(folder)).toEqual(['a.glb'])
})

it('[EX4, EX13] one that is cancelled leaves what was there, and no half file', async () => {
  await writeFile(join(folder, 'a.glb'), 'before')
  const saves = chosen('a.glb')
  const { id } = unwrap(await saves.begin('a'))!
  unwrap(await saves.write(id, Uint8Array.of(1, 2)))
  await saves.cancel(id)
  expect(await readdir(folder)).toEqual(['a.glb'])
  expect(await readFile(join(folder, 'a.glb'), 'utf8')).toBe('before')
  expect(await saves.write(id, Uint8Array.of(3))).toMatchObject({ ok: false, problem: { kind: 'cancelled' } })
  expect(await saves.end(id)).toMatchObject({ ok: false })
})

it('[EX4] a file that cannot be written is told, and leaves nothing half written', async () => {
  await mkdir(join(folder, 'taken'))
  const saves = chosen('taken')
  const { id } = unwrap(await saves.begin('taken'))!
  unwrap(await saves.write(id, Uint8Array.of(1)))
  expect(await saves.end(id)).toMatchObject({ ok: false, problem: { kind: 'disk', file: join(folder, 'taken') } })
  expect(await readdir(folder)).toEqual(['taken'])
  expect(await chosen(join('absent', 'a.glb')).begin('a')).toMatchObject({ ok: false, problem: { kind: 'disk' } })
  expect(await createSaves(async () => undefined).begin('a')).toEqual({ ok: true, value: null })
})
