import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { doubtModelJson } from '../shared/doubts/model/parse-doubt-model.ts'
import { problemOf } from '../shared/problem.ts'
import { fitModel } from './doubts/fit-model.ts'
import { examplesOfList, parseTruthList } from './doubts/truth-list.ts'

const USAGE = `Usage: node tools/fit-doubts.ts <list.json> <model.json>

Learns from data whose truth is known how likely a doubt is an error, and writes the model.
The list names tables, relative to itself:
[{"edges": "edges.csv", "truth": "truth.csv", "thresholds": [0.5, 0.8], "voxelSize": [10, 10, 10]}]
edges: sv_a,sv_b,affinity,contact_area,x,y,z (x, y, z in voxels); truth: sv,voxels,neuron.
With "labels": "folder" (a volume of the supervoxels) it learns shapes as well, and with "images": ["folder"] the image too.
A supervoxel that the truth does not list is left out.
{"sample": 2} stands for a sample volume of that seed, which is made for it.
A dataset's skein.json names the model in "doubtModel".`

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean', default: false } },
    allowPositionals: true,
    strict: false,
  })
  const [list, out] = positionals
  if (values['help'] === true || list === undefined || out === undefined || positionals.length > 2) {
    process.stdout.write(`${USAGE}\n`)
    return values['help'] === true ? 0 : 2
  }
  try {
    const sets = parseTruthList(readFileSync(list, 'utf8'), list)
    const examples = []
    const tell = (line: string) => void process.stderr.write(`${line}\n`)
    for (const set of sets) examples.push(...(await examplesOfList(set, path.dirname(list), tell)))
    const errors = examples.filter(({ isError }) => isError).length
    process.stdout.write(`${examples.length} doubts, ${errors} of them errors\n`)
    const model = doubtModelJson(fitModel(examples), `tools/fit-doubts.ts ${path.basename(list)}`)
    writeFileSync(out, `${JSON.stringify(model)}\n`)
    process.stdout.write(`The model is in ${out}\n`)
    return 0
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    process.stderr.write(`${problem.message}\n`)
    return 1
  }
}

process.exitCode = await main()
