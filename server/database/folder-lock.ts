import { createHash } from 'node:crypto'
import { realpathSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Another process has the folder. */
export class FolderInUse extends Error {}

/**
 * Locks a data folder for this process. PGlite would let two processes open it, which destroys it. The lock is the name
 * of a local socket, which the system frees however the process ends. Returns a function that unlocks the folder.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const held: Server[] = []
  const unlock = async (): Promise<void> => {
    await Promise.all(held.map((server) => new Promise<void>((closed) => server.close(() => closed()))))
  }
  for (const name of socketNames(realpathSync(folder))) {
    const server = (await listenAt(name)) ?? (await listenAgain(name))
    if (server === undefined) {
      await unlock()
      throw new FolderInUse(
        `The store in ${folder} is in use: stop the running server first, or set it up before it starts`,
      )
    }
    server.unref()
    held.push(server)
  }
  return unlock
}

/** Since libuv 1.46 (Node 20) a socket name that begins with NUL is used whole. Before, it counted as empty. */
const UV_WITH_ABSTRACT_NAMES = 46

/** The names that are held. They are several, so that an older and a newer Node keep each other out. */
function socketNames(folder: string): readonly string[] {
  const name = `skein-store-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`
  if (process.platform === 'win32') return [`\\\\.\\pipe\\${name}`]
  const file = path.join(tmpdir(), name)
  const minor = Number(process.versions.uv.split('.')[1])
  // On Linux, names that begin with NUL are no files, so that nothing is left of them.
  return process.platform === 'linux' && minor >= UV_WITH_ABSTRACT_NAMES ? [`\0${name}`, file] : [file]
}

function listenAt(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    })
    server.listen(name, () => resolve(server))
  })
}

/** Listens at a socket file that a killed process left: no process accepts connections there. */
async function listenAgain(name: string): Promise<Server | undefined> {
  if (!path.isAbsolute(name) || process.platform === 'win32' || (await isListening(name))) return undefined
  rmSync(name, { force: true })
  return listenAt(name)
}

function isListening(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(name)
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
