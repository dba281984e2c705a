import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type EdgeRow, parseEdgeRows } from '../shared/agglomeration/edge-rows.ts'
import { layOutRows } from '../shared/agglomeration/edge-table.ts'
import { layOutAgglomeration } from '../shared/agglomeration/lay-out-agglomeration.ts'
import type { Vec3 } from '../shared/geometry.ts'
import type { Result } from '../shared/problem.ts'
import { writeAgglomeration } from './agglomeration-writer.ts'
import { readParquetEdges } from './parquet-edges.ts'

const USAGE = `Usage: node tools/make-agglomeration.ts <edges.csv or .parquet> <folder> --threshold T --voxel-size X,Y,Z

Makes a base agglomeration (Zarr v3, see shared/agglomeration/lay-out-agglomeration.ts) of a table of edges with the
columns sv_a, sv_b, affinity, contact_area, x, y, z. Edges of affinity T or more join; the others are
kept as doubts. Positions in the table are voxels; --voxel-size says how many nanometres one has.
The app opens the folder with --agglomeration <folder>, beside the segmentation that it groups.`

interface CommandLine {
  readonly table: string
  readonly target: string
  readonly threshold: number
  readonly voxelSize: Vec3
}

function readCommandLine(): CommandLine | 'help' | undefined {
  const { values, positionals } = parseArgs({
    options: {
      threshold: { type: 'string' },
      'voxel-size': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  if (values.help) return 'help'
  const [table, target] = positionals
  const [x = Number.NaN, y = Number.NaN, z = Number.NaN, ...rest] = (values['voxel-size'] ?? '').split(',').map(Number)
  const threshold = Number(values.threshold ?? 'none')
  if (table === undefined || target === undefined || positionals.length > 2 || rest.length > 0) return undefined
  if (!(threshold >= 0 && threshold <= 1) || !(x > 0 && y > 0 && z > 0)) return undefined
  return { table: resolve(table), target: resolve(target), threshold, voxelSize: [x, y, z] }
}

async function run({ table, target, threshold, voxelSize }: CommandLine): Promise<number> {
  if (!existsSync(table)) return complain(`There is no file ${table}`)
  if (existsSync(target) && readdirSync(target).length > 0) {
    return complain(`${target} is not empty, so it is left as it is; name another folder`)
  }
  const rows = await readTable(table)
  if (!rows.ok) return complain(rows.problem.message)
  const arrays = layOutAgglomeration(layOutRows(rows.value, voxelSize, threshold))
  const unfinished = join(dirname(target), `.${basename(target)}.unfinished-${process.pid}`)
  mkdirSync(unfinished, { recursive: true })
  try {
    writeAgglomeration(unfinished, arrays, { skein: { threshold } })
    rmSync(target, { recursive: true, force: true })
    renameSync(unfinished, target)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  const supervoxels = arrays.supervoxel_ids.length - 1
  const segments = arrays.agglomerate_to_segments_offsets.length - 2
  const doubts = arrays.doubt_areas.length
  process.stdout.write(`${supervoxels} supervoxels in ${segments} segments; ${doubts} edges are doubts\n`)
  return 0
}

async function readTable(table: string): Promise<Result<readonly EdgeRow[]>> {
  const bytes = readFileSync(table)
  return /\.parquet$/i.test(table) ? readParquetEdges(bytes, table) : parseEdgeRows(bytes.toString('utf8'), table)
}

function complain(message: string): number {
  process.stderr.write(`${message}\n`)
  return 1
}

async function main(): Promise<number> {
  try {
    const commandLine = readCommandLine()
    if (commandLine === 'help') {
      process.stdout.write(`${USAGE}\n`)
      return 0
    }
    if (commandLine !== undefined) return await run(commandLine)
  } catch (error) {
    // The parser reports unknown options with this code. Anything else is a bug.
    if (!(error instanceof TypeError)) throw error
    process.stderr.write(`${error.message}\n`)
  }
  process.stderr.write(`${USAGE}\n`)
  return 2
}

process.exitCode = await main()
