import type { Candidate } from '../shared/doubts/candidate.ts'
import { visitCandidates } from '../shared/doubts/doubts.ts'
import type { Bench, Report } from './bench.ts'
import type { DoubtCase } from './support/doubts/doubt-case.ts'
import { FIB25_THRESHOLDS, fib25Cases } from './support/doubts/fib25-case.ts'
import { createJudge } from './support/doubts/judge.ts'
import { inOrder, PLAIN_ORDERS } from './support/doubts/orders.ts'
import { reportQueue } from './support/doubts/report-order.ts'
import { SAMPLE_SEEDS, sampleCase } from './support/doubts/sample-case.ts'

/** How good the queue of doubts is, on data whose truth is known. */
export const bench: Bench = {
  name: 'doubts',
  async run(report, wanted) {
    const started = performance.now()
    const isWantedCase = (name: string) => wanted(`doubts/${name}`)
    if (FIB25_THRESHOLDS.some((threshold) => isWantedCase(`fib25-${threshold}`))) {
      for (const one of fib25Cases()) if (isWantedCase(one.name)) await measureCase(one, report)
    }
    for (const seed of SAMPLE_SEEDS) {
      if (isWantedCase(`sample-${seed}`)) await measureCase(sampleCase(seed), report)
    }
    const seconds = Math.round((performance.now() - started) / 1000)
    report({ name: 'doubts/duration', unit: 's', values: { seconds } })
  },
}

async function measureCase(doubtCase: DoubtCase, report: Report): Promise<void> {
  const judge = await createJudge(doubtCase)
  const candidates: Candidate[] = []
  await visitCandidates(
    doubtCase,
    async () => {},
    (candidate) => candidates.push(candidate),
  )
  for (const { name, scoreOf, probabilityOf } of PLAIN_ORDERS) {
    const queue = inOrder(candidates, scoreOf)
    await reportQueue({ name: `doubts/${doubtCase.name}/${name}`, doubtCase, judge, queue, probabilityOf }, report)
  }
}
