import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { singleGraph } from '../shared/agglomeration/single-graph.ts'
import { editKey, type Outcome } from '../shared/edits/edit.ts'
import { pointsOf } from '../shared/edits/testing/naive-fold.ts'
import { createFold } from '../shared/fold/fold.ts'
import type { LogLine } from '../shared/log/log-line.ts'
import { type ParsedLog, parseLogText } from '../shared/log/log-text.ts'
import { messageOf, type Problem, ProblemError, problemOf } from '../shared/problem.ts'

const USAGE = `Usage: node tools/log.ts verify <file.jsonl>
       node tools/log.ts replay <file.jsonl> --flat

verify  checks every line of an edit log (an export or a journal): its form, its check, its
        place. Prints how many edits are good, the last one, and the first fault.
replay  folds the log and prints what became of its edits. Only for logs of flat segmentations
        (--flat), where every segment is one supervoxel: others need the graphs of their
        agglomeration, which this tool does not read.`

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { flat: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [command, file, ...more] = positionals
  if (values.help) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  if (file === undefined || more.length > 0 || (command !== 'verify' && command !== 'replay')) {
    process.stderr.write(`${USAGE}\n`)
    return 1
  }
  const parsed = parseLogText(await readFile(file, 'latin1'))
  if (command === 'verify' || !parsed.ok) return verify(parsed)
  return replay(parsed.value.lines, values.flat)
}

function verify(parsed: ParsedLog): number {
  const lines = parsed.ok ? parsed.value.lines : parsed.good
  const last = lines.at(-1)
  const count = lines.length === 1 ? '1 good edit' : `${lines.length} good edits`
  process.stdout.write(`${count}${last === undefined ? '' : `; the last: ${wordsOf(last)}`}\n`)
  if (parsed.ok) return 0
  process.stderr.write(
    `${parsed.problem.message}${parsed.problem.field === undefined ? '' : ` (${parsed.problem.field})`}\n`,
  )
  return 1
}

function wordsOf({ place, edit }: LogLine): string {
  const made = new Date(edit.madeAtMs)
  const when = Number.isNaN(made.getTime()) ? 'at no known time' : made.toISOString()
  return `${place}, ${edit.kind} ${editKey(edit.id)} by ${JSON.stringify(edit.author)}, ${when}`
}

function replay(lines: readonly LogLine[], isFlat: boolean): number {
  if (!isFlat)
    throw refusal('Say --flat for a log of a flat segmentation; other logs need graphs that this tool does not read')
  const fold = createFold({ leastOf: (base) => base, countOf: () => 1 })
  const counts = new Map<string, number>()
  for (const { place, edit } of lines) {
    if (pointsOf(edit).some(({ supervoxel, base }) => supervoxel !== base)) {
      throw refusal(`Line ${place} names a base segment of several supervoxels, so the log is of no flat segmentation`)
    }
    let folded = fold.apply({ seq: place, edit })
    while (folded.kind === 'needs') {
      for (const base of folded.bases) {
        const problem = fold.provide(base, singleGraph(base))
        if (problem !== undefined) throw new ProblemError(problem)
      }
      folded = fold.apply({ seq: place, edit })
    }
    const name = folded.kind === 'folded' ? nameOf(folded.outcome) : folded.kind === 'known' ? 'repeated' : 'stopped'
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  for (const [name, count] of [...counts].sort()) process.stdout.write(`${String(count).padStart(8)}  ${name}\n`)
  process.stdout.write(`${String(lines.length).padStart(8)}  edits\n`)
  return 0
}

function nameOf({ verdict, changed }: Outcome): string {
  return changed ? `${verdict}, changed` : verdict
}

function refusal(message: string): ProblemError {
  const problem: Problem = { kind: 'unsupported', message }
  return new ProblemError(problem)
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const problem = problemOf(error)
    process.stderr.write(`${problem?.message ?? messageOf(error)}\n`)
    process.exitCode = 1
  },
)
