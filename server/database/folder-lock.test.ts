import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { FolderInUse, lockFolder } from './folder-lock.ts'

it('[LS7] a folder is locked once, another folder can be locked at the same time, and the first again after it was unlocked', async () => {
  const [first, second] = ['a', 'b'].map((name) => mkdtempSync(path.join(tmpdir(), `skein-lock-${name}-`)))
  if (first === undefined || second === undefined) throw new Error('no folders')
  const unlock = await lockFolder(first)
  const unlockSecond = await lockFolder(second)
  await expect(lockFolder(first)).rejects.toThrow(FolderInUse)
  await unlock()
  await (await lockFolder(first))()
  await unlockSecond()
  for (const folder of [first, second]) rmSync(folder, { recursive: true })
})
