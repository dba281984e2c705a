import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks a second in /proc (USER_HZ, which is 100 on every Linux that Electron runs on). */
const TICKS_PER_SECOND = 100

/** The ids of a process and of all processes below it. For Linux. */
export function processTree(root: number): readonly number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = Number(fieldsOf(Number(name))[1])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const under = (pid: number): readonly number[] => [pid, ...(children.get(pid) ?? []).flatMap(under)]
  return under(root)
}

/** The processor time that processes have used so far, ms. */
export function processorTime(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const fields = fieldsOf(pid)
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  })
  return (ticks.reduce((sum, n) => sum + n, 0) * 1000) / TICKS_PER_SECOND
}

/** The memory of processes, in bytes. Shared memory is counted once (proportional set size). */
export function memoryOf(pids: readonly number[]): number {
  const kib = pids.map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0))
  return kib.reduce((sum, n) => sum + n, 0) * 1024
}

/** The fields of /proc/<pid>/stat (proc_pid_stat(5)) from `state` on, which follow the name in brackets. */
function fieldsOf(pid: number): readonly string[] {
  const text = read(`/proc/${pid}/stat`)
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** The text of a file; empty if its process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
