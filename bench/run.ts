import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Bench, isWanted, mayBeWanted, type Report } from './bench.ts'

/** Runs the benches of this folder: `node bench/run.ts [name ...]`, one JSON object a line. */
async function runBenches(filters: readonly string[]): Promise<number> {
  const folder = import.meta.dirname
  const files = (await readdir(folder)).filter((file) => file.endsWith('.bench.ts')).sort()
  let count = 0
  let failures = 0
  const report: Report = (line) => {
    count++
    console.log(JSON.stringify(line))
  }
  for (const file of files) {
    try {
      const { bench }: { bench: Bench } = await import(pathToFileURL(path.join(folder, file)).href)
      if (!mayBeWanted(bench.name, filters)) continue
      await bench.run(report, (name) => isWanted(name, filters))
    } catch (error) {
      failures++
      console.error(`${file}: ${error instanceof Error ? error.stack : String(error)}`)
    }
  }
  if (count === 0) console.error(`No benchmark ${filters.length === 0 ? 'yet' : `called ${filters.join(', ')}`}.`)
  return failures === 0 && count > 0 ? 0 : 1
}

process.exitCode = await runBenches(process.argv.slice(2))
