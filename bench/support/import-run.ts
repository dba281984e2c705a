import { runImportCommand } from '../../tools/import/import-command.ts'

// One import in a process of its own, with the arguments of `skein import`. Its last line of output is JSON: what it took.

const start = process.hrtime.bigint()
const quiet = { write: () => true }
const code = await runImportCommand(process.argv.slice(2), {
  folder: process.cwd(),
  out: quiet,
  error: process.stderr,
  signal: new AbortController().signal,
})
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
const taken = {
  code,
  seconds: Number(process.hrtime.bigint() - start) / 1e9,
  cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
  peakBytes: maxRSS * 1024,
}
process.stdout.write(`${JSON.stringify(taken)}\n`)
process.exitCode = code
