import { closeSync, openSync } from 'node:fs'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { isRecord } from '../../shared/json-field.ts'

/** Settles when what was written to a file is on the disk: Node's `fsyncSync`. */
export type Sync = (file: number) => void

type Init = ReturnType<NodeFS['init']>
type Parameter = Parameters<NodeFS['init']>

/**
 * PGlite's folder on disk, with what it lacks: when the database asks that a file be on the disk, it is. Without it,
 * a power cut could take back edits that were acknowledged.
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

/** Throws where a newer PGlite is built otherwise: better no store than one that forgets. */
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

/** The entries of a folder. Windows has no way to, nor the need. */
function syncFolder(path: unknown, sync: Sync): void {
  if (typeof path !== 'string' || process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    sync(folder)
  } finally {
    closeSync(folder)
  }
}
