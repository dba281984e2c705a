import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { assert } from '../shared/assert.ts'
import { hash3 } from '../tools/neuropil/random.ts'
import { type Bench, isAskedByName, type Report } from './bench.ts'

/** Labels of 64 bits into a volume with all scales and the graph of contacts, by a process of its own. */
export const bench: Bench = {
  name: 'import',
  async run(report, wanted) {
    // The large one takes minutes and 5 GB of disk, so it is measured only if it is asked for by name.
    for (const sections of [SECTIONS, ...(isAskedByName(wanted) ? [LARGE_SECTIONS] : [])]) {
      const name = `import/labels/${SIDE}x${SIDE}x${sections}`
      if (wanted(name)) measure(name, sections, report)
    }
  },
}

const SIDE = 512
const SECTIONS = 512
const LARGE_SECTIONS = 2048

/** Voxels along a cell, about: 110,000 voxels a label, as a supervoxel of tissue at 8 nm may have. */
const CELL = 48

/** Workers for both cores of the machine that the budget is for. */
const WORKERS = '2'

function measure(name: string, sections: number, report: Report): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'skein-bench-import-'))
  try {
    const labels = path.join(folder, 'labels.raw')
    writeCells(labels, sections)
    const args = ['--labels', labels, '--shape', `${SIDE},${SIDE},${sections}`, '--labels-type', 'uint64']
    const script = path.join(import.meta.dirname, 'support', 'import-run.ts')
    const command = [script, path.join(folder, 'out'), ...args, '--voxel-size', '8,8,8', '--workers', WORKERS]
    const { status, stdout } = spawnSync(process.execPath, command, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    assert(status === 0, 'the import succeeds')
    const taken: { seconds: number; cpuSeconds: number; peakBytes: number } = JSON.parse(stdout)
    const voxels = (SIDE * SIDE * sections) / 1e6
    const one = (value: number) => ({ n: 1, p50: value, p95: value })
    report({ name, unit: 'Mvoxel/s', ...one(voxels / taken.seconds), note: `${WORKERS} workers` })
    report({ name: `${name}/cpu`, unit: 'Mvoxel a second of one core', ...one(voxels / taken.cpuSeconds) })
    report({ name: `${name}/memory`, unit: 'bytes', ...one(taken.peakBytes) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Cells around the points of a jittered grid, in a file of 64-bit labels. What is deeper than `SECTIONS` repeats. */
function writeCells(file: string, sections: number): void {
  const handle = openSync(file, 'w')
  const kept: Uint8Array[] = []
  for (let z = 0; z < sections; z += 1) {
    const section = kept[z % SECTIONS] ?? cellsOf(z)
    if (kept.length < SECTIONS && sections > SECTIONS) kept.push(section)
    const cells = new Uint16Array(section.buffer)
    const wide = new Uint32Array(2 * cells.length)
    // Labels above 2^53, and others in each repetition.
    for (let i = 0; i < cells.length; i += 1) {
      wide[2 * i] = cells[i]!
      wide[2 * i + 1] = 0x40000000 + Math.floor(z / SECTIONS)
    }
    writeSync(handle, new Uint8Array(wide.buffer))
  }
  closeSync(handle)
}

/** The cell of each voxel of a section, 16 bits each. */
function cellsOf(z: number): Uint8Array {
  const cells = new Uint16Array(SIDE * SIDE)
  const cz = Math.floor(z / CELL - 0.5)
  for (let y = 0, i = 0; y < SIDE; y += 1) {
    const cy = Math.floor(y / CELL - 0.5)
    for (let x = 0; x < SIDE; x += 1, i += 1) {
      const cx = Math.floor(x / CELL - 0.5)
      let nearest = Number.POSITIVE_INFINITY
      for (let k = 0; k < 8; k += 1) {
        const [ix, iy, iz] = [cx + (k & 1), cy + ((k >> 1) & 1), cz + (k >> 2)]
        const h = hash3(ix, iy, iz, 1)
        const dx = x - (ix + 0.25 + 0.5 * ((h & 1023) / 1024)) * CELL
        const dy = y - (iy + 0.25 + 0.5 * (((h >>> 10) & 1023) / 1024)) * CELL
        const dz = z - (iz + 0.25 + 0.5 * ((h >>> 20) / 4096)) * CELL
        const distance = dx * dx + dy * dy + dz * dz
        if (distance >= nearest) continue
        nearest = distance
        cells[i] = ix + 2 + 16 * (iy + 2) + 256 * (iz + 2)
      }
    }
  }
  return new Uint8Array(cells.buffer)
}
