import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readKey } from '../../../../shared/bytes/key.ts'
import { DESCRIPTION_FILES } from '../../../../shared/formats/format-words.ts'
import { ProblemError, unwrap } from '../../../../shared/problem.ts'
import type { Limiter } from '../../limiter.ts'
import { nameOf } from '../../location.ts'
import { openInstead } from '../../nearby.ts'
import type { OpenedPlace } from '../../origin-source.ts'
import { diskProblem } from './disk-problem.ts'
import { createFileSource, type FolderPlace, partsBelow } from './file-source.ts'

const INFO = 'info'

/** Opens a folder, or a `.json` file in its folder. It must be there; it is refused only where another one is meant for sure (see `openInstead`). */
export async function openPath(given: string, disk: Limiter): Promise<OpenedPlace> {
  try {
    // A pasted `…/info` means the folder around it, unless it is a folder that happens to have that name.
    const isDescription = DESCRIPTION_FILES.includes(basename(given)) && !(await isFolder(given))
    const path = isDescription ? dirname(given) : given
    const found = await stat(path)
    if (!found.isDirectory() && !/\.json$/i.test(path)) {
      const message = `${path} is a file; a volume is a folder with a file info, or a file skein.json`
      throw new ProblemError({ kind: 'not-a-volume', message, file: path })
    }
    const instead = found.isDirectory() ? await openInstead(path) : undefined
    if (instead !== undefined) {
      throw new ProblemError({ kind: 'not-a-volume', message: `${path} is no volume. ${instead}`, file: path })
    }
    const root = found.isDirectory() ? path : dirname(path)
    const opened = await openFolder({ root, realRoot: await realpath(root) }, [], disk)
    if (found.isDirectory()) return opened
    return { ...opened, location: path, description: basename(path), name: pathName(path) }
  } catch (error) {
    throw diskProblem(error, given)
  }
}

async function openFolder(
  { root, realRoot }: Pick<FolderPlace, 'root' | 'realRoot'>,
  folder: readonly string[],
  limiter: Limiter,
): Promise<OpenedPlace> {
  const path = join(root, ...folder)
  try {
    const at = { root, realRoot, folder, realFolder: await realpath(path) }
    return {
      source: createFileSource({ ...at, limiter }),
      openBelow: async (below) => {
        const key = unwrap(readKey(below, folder.length, process.platform))
        return openFolder(at, partsBelow(folder, key), limiter)
      },
      location: path,
      folder: path,
      description: INFO,
      above: folder.length,
      name: pathName(path),
    }
  } catch (error) {
    throw diskProblem(error, path)
  }
}

function pathName(path: string): string {
  return nameOf(path.split(/[/\\]/), path)
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}
