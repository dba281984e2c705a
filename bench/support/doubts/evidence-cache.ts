import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Candidate } from '../../../shared/doubts/candidate.ts'
import { visitCandidates } from '../../../shared/doubts/doubts.ts'
import { EVIDENCE_NAMES } from '../../../shared/doubts/evidence/evidence.ts'
import { firstLooked, lookAtVoxels } from '../../../tools/doubts/look-at-voxels.ts'
import { cacheFolder } from '../cache-folder.ts'
import { type CaseVoxels, volumesOf } from './case-voxels.ts'
import type { DoubtCase } from './doubt-case.ts'

/**
 * All candidates of a case, those that are looked at first with the evidence of shapes and of the image. That takes a minute,
 * so it is kept in `.cache` until the code of doubts changes.
 */
export async function candidatesWithEvidence(doubtCase: DoubtCase, voxels: () => CaseVoxels): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  await visitCandidates(
    doubtCase,
    async () => {},
    (candidate) => candidates.push(candidate),
  )
  const looked = firstLooked(candidates)
  const file = path.join(cacheFolder, 'doubts', `evidence-${doubtCase.name}-${hashOfCode()}.f32`)
  const width = EVIDENCE_NAMES.length
  if (existsSync(file)) {
    const bytes = readFileSync(file)
    const kept = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
    for (const [i, { evidence }] of looked.entries()) evidence.set(kept.subarray(i * width, (i + 1) * width))
    return candidates
  }
  await lookAtVoxels(doubtCase.source, volumesOf(doubtCase, voxels()), looked)
  const kept = new Float32Array(looked.length * width)
  for (const [i, { evidence }] of looked.entries()) kept.set(evidence, i * width)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(`${file}.unfinished`, new Uint8Array(kept.buffer))
  renameSync(`${file}.unfinished`, file)
  return candidates
}

let hash: string | undefined

/** Of the code that finds and looks at candidates. */
function hashOfCode(): string {
  if (hash !== undefined) return hash
  const doubts = path.join(import.meta.dirname, '..', '..', '..', 'shared', 'doubts')
  const sum = createHash('sha256')
  for (const folder of [doubts, path.join(doubts, 'evidence'), import.meta.dirname]) {
    for (const file of readdirSync(folder).sort()) {
      const isRead =
        folder === import.meta.dirname ? file === 'case-voxels.ts' : file.endsWith('.ts') && file !== 'doubts.ts'
      if (isRead && !file.endsWith('.test.ts')) sum.update(readFileSync(path.join(folder, file)))
    }
  }
  hash = sum.digest('hex').slice(0, 12)
  return hash
}
