import { closeSync, openSync } from 'node:fs'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { isRecord } from '../../shared/json-field.ts'

/** Returns when the content of a file is on the disk: Node's `fsyncSync`. */
export type Sync = (file: number) => void

type Init = ReturnType<NodeFS['init']>
type Parameter = Parameters<NodeFS['init']>

/**
 * PGlite's folder on disk, with what it lacks: it writes a file to the disk when the database asks for that. Without
 * this, edits that were acknowledged could be lost in a power cut.
 */
export class DurableFolder extends NodeFS {
  readonly #sync: Sync

  constructor(folder: string, sync: Sync) {
    super(folder)
    this.#sync = sync
  }

  override async init(pg: Parameter[0], options: Parameter[1]): Init {
    const { emscriptenOpts } = await super.init(pg, options)
    const preRun = [...(emscriptenOpts.preRun ?? []), (module: object) => addSync(module, this.#sync)]
    return { emscriptenOpts: { ...emscriptenOpts, preRun } }
  }
}

/** Throws if a newer PGlite is built differently, because no store is better than one that forgets. */
function addSync(module: object, sync: Sync): void {
  const nodeFiles: unknown = 'NODEFS' in module ? module.NODEFS : undefined
  const operations = isRecord(nodeFiles) ? nodeFiles['stream_ops'] : undefined
  const pathOf = isRecord(nodeFiles) ? nodeFiles['realPath'] : undefined
  if (typeof operations !== 'object' || operations === null || typeof pathOf !== 'function') {
    throw new Error('This version of PGlite cannot be made to keep its files on the disk')
  }
  const fsync = (stream: unknown): number => {
    if (!isRecord(stream)) return 0
    const { nfd, node } = stream
    if (typeof nfd === 'number') sync(nfd)
    else syncFolder(pathOf(node), sync)
    return 0
  }
  Object.assign(operations, { fsync })
}

/** Syncs the entries of a folder. Windows has no way to do that, and no need. */
function syncFolder(path: unknown, sync: Sync): void {
  if (typeof path !== 'string' || process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    sync(folder)
  } finally {
    closeSync(folder)
  }
}
