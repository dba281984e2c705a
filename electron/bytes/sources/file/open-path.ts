import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readKey } from '../../../../shared/bytes/key.ts'
import { DESCRIPTION_FILES } from '../../../../shared/formats/format-words.ts'
import { unwrap } from '../../../../shared/problem.ts'
import type { Limiter } from '../../limiter.ts'
import { nameOf } from '../../location.ts'
import { nearbyOnDisk } from '../../nearby.ts'
import { notAPlace } from '../../not-a-place.ts'
import type { OpenedPlace } from '../../origin-source.ts'
import { diskProblem } from './disk-problem.ts'
import { createFileSource, type FolderPlace, partsBelow } from './file-source.ts'

/** Opens a folder, or a `.json` file in its folder. It must be there; what it holds is not looked at. */
export async function openPath(given: string, disk: Limiter): Promise<OpenedPlace> {
  try {
    // A pasted `…/info` means the folder around it, unless it is a folder that happens to have that name.
    const isDescription = DESCRIPTION_FILES.includes(basename(given)) && !(await isFolder(given))
    const path = isDescription ? dirname(given) : given
    const found = await stat(path)
    if (!found.isDirectory() && !/\.json$/i.test(path)) {
      throw notAPlace(`${path} is a file; what can be opened is a folder, or a file skein.json`, path)
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
      nearby: (marks) => nearbyOnDisk(path, marks),
      location: path,
      folder: path,
      description: undefined,
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
