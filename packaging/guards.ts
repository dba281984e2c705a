import { mkdir, open, readFile, rm, statfs } from 'node:fs/promises'
import path from 'node:path'

/** How every refusal begins. */
export const REFUSAL = 'npm run make: '

/** An expected end of `npm run make`: printed as its message alone. */
export class MakeRefusal extends Error {
  constructor(sentence: string) {
    super(REFUSAL + sentence)
  }
}

/**
 * Bytes: the packaged folder, Electron's zip, its unpacked copy and the tree of the Debian package are each about 250 MB
 * at the same time, and the packages come to them.
 */
export const FREE_BYTES_MIN = 2 * 1024 ** 3

/** @param free bytes that the file system of `folder` has to give */
export function judgeSpace(free: number, folder: string): string | undefined {
  if (free >= FREE_BYTES_MIN) return undefined
  const [has, needs] = [free, FREE_BYTES_MIN].map((bytes) => `${(bytes / 1024 ** 3).toFixed(1)} GB`)
  return `${folder} has ${has} free, and ${needs} are needed: make room, and run it again.`
}

/** @throws {MakeRefusal} when the disk is too full */
export async function checkSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const reason = judgeSpace(bavail * bsize, folder)
  if (reason !== undefined) throw new MakeRefusal(reason)
}

/**
 * Runs `work` while nobody else does in this folder. A lock whose process is gone is taken over.
 * @throws {MakeRefusal} when another one is at work
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, 'make.lock')
  const holder = await readFile(file, 'utf8').catch(() => undefined)
  if (holder !== undefined && !isRunning(Number(holder))) await rm(file, { force: true })
  const lock = await open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    const who = holder ? ` (process ${holder})` : ''
    throw new MakeRefusal(`another one is at work${who}: wait until it has ended. It holds ${file}.`)
  })
  try {
    await lock.writeFile(String(process.pid))
    return await work()
  } finally {
    await lock.close()
    await rm(file, { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
