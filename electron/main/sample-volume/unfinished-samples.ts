import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pidOfUnfinished } from '../../../shared/contracts/sample-protocol.ts'

/**
 * Removes what killed processes left of samples that they were making. What a process that runs is making stays, and so
 * does that of this process.
 */
export async function removeUnfinished(sampleFolder: string, isRunning = processRuns): Promise<void> {
  const parent = dirname(sampleFolder)
  const names = await readdir(parent).catch((): string[] => [])
  for (const name of names) {
    const pid = pidOfUnfinished(basename(sampleFolder), name)
    if (pid === undefined || isRunning(pid)) continue
    await rm(join(parent, name), { recursive: true, force: true })
  }
}

function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's process may be there and not be ours to signal.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
