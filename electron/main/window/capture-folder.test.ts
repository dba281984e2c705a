import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { refuseCaptureFile } from './capture-file.ts'
import { makeCaptureFolder } from './capture-folder.ts'

it('[CA1] a capture gets a folder of its own and removes only old folders of earlier captures', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'skein-test-'))
  try {
    const first = makeCaptureFolder(temporary, Date.now())
    writeFileSync(join(first, 'Preferences'), '{}')
    const old = join(temporary, 'skein-capture-old')
    const foreign = join(temporary, 'other-old')
    for (const folder of [old, foreign]) {
      mkdirSync(folder)
      utimesSync(folder, 1, 1)
    }
    const second = makeCaptureFolder(temporary, Date.now())
    expect(second).not.toBe(first)
    expect(readdirSync(temporary).sort()).toEqual(['other-old', basename(first), basename(second)].sort())
  } finally {
    rmSync(temporary, { recursive: true })
  }
})

it('[CA2] a picture file is refused before any window opens where it cannot be written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'skein-test-'))
  try {
    writeFileSync(join(folder, 'file'), '')
    mkdirSync(join(folder, 'folder.png'))
    expect(await refuseCaptureFile(join(folder, 'a.png'))).toBeUndefined()
    expect(await refuseCaptureFile(join(folder, 'absent', 'a.png'))).toMatch(
      /^--screenshot: the folder .*absent does not/,
    )
    expect(await refuseCaptureFile(join(folder, 'file', 'a.png'))).toMatch(/file is not a folder$/)
    expect(await refuseCaptureFile(join(folder, 'folder.png'))).toMatch(/folder.png is a folder$/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
