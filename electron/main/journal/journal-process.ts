import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { codeOf } from '../../error-code.ts'
import type { ProcessFacts } from './journal-lock.ts'

/** Place of a process's start time among the fields of /proc/<pid>/stat that follow its name (proc(5): field 22). */
const START_TIME_AT = 19

export const PROCESS_FACTS: ProcessFacts = {
  pid: process.pid,
  host: hostname(),
  newToken: randomUUID,
  isAlive: (pid) => {
    try {
      return process.kill(pid, 0)
    } catch (error) {
      // A process of another person may not be signalled, but it is there.
      return codeOf(error) !== 'ESRCH'
    }
  },
  bornOf: async (pid) => {
    // Only Linux tells; elsewhere a process is known by its number alone.
    try {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
      const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
      const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_AT] ?? ''
      return `${boot.trim()}/${start}`
    } catch {
      return ''
    }
  },
}
