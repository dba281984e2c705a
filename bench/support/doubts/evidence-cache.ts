import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Candidate } from '../../../shared/doubts/candidate.ts'
import { visitCandidates } from '../../../shared/doubts/doubts.ts'
import { addImageEvidence } from '../../../shared/doubts/evidence/contact-image.ts'
import { addShapeEvidence } from '../../../shared/doubts/evidence/contact-shape.ts'
import { EVIDENCE_NAMES } from '../../../shared/doubts/evidence/evidence.ts'
import { firstLookScore, LOOKED_AT } from '../../../shared/doubts/first-look.ts'
import { createSidesReader } from '../../../shared/doubts/sides.ts'
import { cacheFolder } from '../cache-folder.ts'
import { type CaseVoxels, surroundingsOf } from './case-voxels.ts'
import type { DoubtCase } from './doubt-case.ts'
import { inOrder } from './orders.ts'

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
  const looked = (['missed-merge', 'false-merge'] as const).flatMap((kind) =>
    inOrder(
      candidates.filter((candidate) => candidate.kind === kind),
      firstLookScore,
    ).slice(0, LOOKED_AT),
  )
  const file = path.join(cacheFolder, 'doubts', `evidence-${doubtCase.name}-${hashOfCode()}.f32`)
  const width = EVIDENCE_NAMES.length
  if (existsSync(file)) {
    const bytes = readFileSync(file)
    const kept = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
    for (const [i, { evidence }] of looked.entries()) evidence.set(kept.subarray(i * width, (i + 1) * width))
    return candidates
  }
  await lookAt(doubtCase, voxels(), looked)
  const kept = new Float32Array(looked.length * width)
  for (const [i, { evidence }] of looked.entries()) kept.set(evidence, i * width)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(`${file}.unfinished`, new Uint8Array(kept.buffer))
  renameSync(`${file}.unfinished`, file)
  return candidates
}

async function lookAt(doubtCase: DoubtCase, voxels: CaseVoxels, looked: readonly Candidate[]): Promise<void> {
  const readSides = createSidesReader(doubtCase.source, async () => {})
  // Cuts of one base follow each other, so that its tree is found once.
  const byBase = [...looked].sort((p, q) => (p.baseA === q.baseA ? 0 : p.baseA < q.baseA ? -1 : 1))
  const bases = await doubtCase.source.basesOf(doubtCase.truth.supervoxels)
  for (const candidate of byBase) {
    const sides =
      candidate.kind === 'missed-merge'
        ? Uint8Array.from(bases, (base) => (base === candidate.baseA ? 1 : base === candidate.baseB ? 2 : 0))
        : await readSides(candidate, doubtCase.truth.supervoxels)
    const around = surroundingsOf(doubtCase, voxels, candidate, sides)
    addShapeEvidence(candidate.evidence, around)
    addImageEvidence(candidate.evidence, around)
  }
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
