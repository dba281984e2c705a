import type { Candidate } from '../shared/doubts/candidate.ts'
import { visitCandidates } from '../shared/doubts/doubts.ts'
import { MOST_LOOKED_AT } from '../shared/doubts/first-look.ts'
import { edgesOnly, errorProbability } from '../shared/doubts/model/doubt-model.ts'
import { modelScore } from '../shared/doubts/model/weighed-places.ts'
import { queueOrder } from '../shared/doubts/queue-order.ts'
import { createJudge } from '../tools/doubts/judge.ts'
import type { Bench, Report } from './bench.ts'
import { type CaseVoxels, fib25Voxels } from './support/doubts/case-voxels.ts'
import type { DoubtCase } from './support/doubts/doubt-case.ts'
import { candidatesWithEvidence } from './support/doubts/evidence-cache.ts'
import { fib25Cases } from './support/doubts/fib25-case.ts'
import { type HeldOutModel, heldOutHalves, heldOutVolume, type JudgedCase } from './support/doubts/held-out.ts'
import { measureRanking } from './support/doubts/many-edges.ts'
import { inOrder, PLAIN_ORDERS } from './support/doubts/orders.ts'
import { reportLearning, shuffledCase } from './support/doubts/report-learning.ts'
import { reportQueue } from './support/doubts/report-order.ts'
import { SAMPLE_SEEDS, sampleCase, sampleVoxels } from './support/doubts/sample-case.ts'

const MANY_EDGES = [1_000_000, 10_000_000] as const

/** How good the queue of doubts is, on data whose truth is known. */
export const bench: Bench = {
  name: 'doubts',
  async run(report, wanted) {
    const started = performance.now()
    if (wanted('doubts/fib25')) await measureFib25(report)
    if (wanted('doubts/learning')) await measureLearning(report)
    if (wanted('doubts/sample')) await measureSamples(report)
    for (const edges of MANY_EDGES) if (wanted(`doubts/rank/${edges}`)) await measureRanking(edges, report)
    const seconds = Math.round((performance.now() - started) / 1000)
    report({ name: 'doubts/duration', unit: 's', values: { seconds } })
  },
}

/** Models are fitted on one half of the volume and judged on the other, both ways, halved across x and across z. */
async function measureFib25(report: Report): Promise<void> {
  const cases = await judgedFib25()
  const [x, z] = [heldOutHalves(cases, 0), heldOutHalves(cases, 2)]
  for (const one of cases) {
    await measureCase(one, new Map([...modelsOf('-x', x, one), ...modelsOf('-z', z, one)]), report)
  }
}

/**
 * What the queue learns from the answers of a person: on each fib25 case by models of the other half, with edges alone and
 * as the app knows it, and by edges where affinities are useless.
 */
async function measureLearning(report: Report): Promise<void> {
  const cases = await judgedFib25()
  for (const [axis, half] of [
    [0, '-x'],
    [2, '-z'],
  ] as const) {
    const heldOut = heldOutHalves(cases, axis)
    for (const one of cases) {
      for (const [name, modelOf] of modelsOf(half, heldOut, one)) {
        if (!name.startsWith('learned')) learnIn(one, name, modelOf, report)
      }
      const shuffled = await withoutVoxels(shuffledCase(one.doubtCase))
      learnIn(shuffled, `edges${half}`, (candidate) => edgesOnly(heldOut(candidate)), report)
    }
  }
}

function learnIn(
  { doubtCase, judge, candidates }: JudgedCase,
  name: string,
  modelOf: HeldOutModel,
  report: Report,
): void {
  reportLearning({ name: `doubts/learning/${doubtCase.name}/${name}`, judge, candidates, modelOf }, report)
}

async function withoutVoxels(doubtCase: DoubtCase): Promise<JudgedCase> {
  const candidates: Candidate[] = []
  await visitCandidates(
    doubtCase,
    async () => {},
    (candidate) => candidates.push(candidate),
  )
  return { doubtCase, judge: await createJudge(doubtCase.source, doubtCase.truth), candidates }
}

/** Models are fitted on four samples and judged on the fifth. */
async function measureSamples(report: Report): Promise<void> {
  const cases: JudgedCase[] = []
  for (const seed of SAMPLE_SEEDS) cases.push(await judged(sampleCase(seed), () => sampleVoxels(seed)))
  for (const one of cases) await measureCase(one, modelsOf('', heldOutVolume(cases, one), one), report)
}

/** A model of all evidence, what it makes of edges alone, and what the app knows: voxels of the places that are best by edges. */
function modelsOf(suffix: string, model: HeldOutModel, { candidates }: JudgedCase): ReadonlyMap<string, HeldOutModel> {
  const byEdges: HeldOutModel = (candidate) => edgesOnly(model(candidate))
  const best = inOrder(candidates, (one) => modelScore(errorProbability(byEdges(one), one), one))
  const looked = new Set(best.slice(0, MOST_LOOKED_AT))
  return new Map([
    [`edges${suffix}`, byEdges],
    [`learned${suffix}`, model],
    [`app${suffix}`, (candidate) => (looked.has(candidate) ? model : byEdges)(candidate)],
  ])
}

/** fib25 at each threshold. */
async function judgedFib25(): Promise<readonly JudgedCase[]> {
  let voxels: CaseVoxels | undefined
  const cases: JudgedCase[] = []
  for (const doubtCase of fib25Cases()) {
    cases.push(await judged(doubtCase, () => (voxels ??= fib25Voxels(doubtCase))))
  }
  return cases
}

async function judged(doubtCase: DoubtCase, voxels: () => CaseVoxels): Promise<JudgedCase> {
  const judge = await createJudge(doubtCase.source, doubtCase.truth)
  return { doubtCase, judge, candidates: await candidatesWithEvidence(doubtCase, voxels) }
}

async function measureCase(
  { doubtCase, judge, candidates }: JudgedCase,
  models: ReadonlyMap<string, HeldOutModel>,
  report: Report,
): Promise<void> {
  for (const { name, scoreOf, probabilityOf } of PLAIN_ORDERS) {
    const queue = inOrder(candidates, scoreOf)
    await reportQueue({ name: `doubts/${doubtCase.name}/${name}`, doubtCase, judge, queue, probabilityOf }, report)
  }
  for (const [name, modelOf] of models) {
    const probabilities = new Map(candidates.map((one) => [one, errorProbability(modelOf(one), one)]))
    const probabilityOf = (one: Candidate) => probabilities.get(one)!
    const byWorth = inOrder(candidates, (one) => modelScore(probabilityOf(one), one))
    const queue = asked(byWorth, probabilityOf)
    await reportQueue({ name: `doubts/${doubtCase.name}/${name}`, doubtCase, judge, queue, probabilityOf }, report)
  }
}

/** The queue in the order in which the app asks. */
function asked(byWorth: readonly Candidate[], probabilityOf: (one: Candidate) => number): Candidate[] {
  const weighed = byWorth.map((candidate) => {
    const probability = probabilityOf(candidate)
    return { ...candidate, candidate, probability, score: modelScore(probability, candidate) }
  })
  return queueOrder(weighed).map(({ candidate }) => candidate)
}
