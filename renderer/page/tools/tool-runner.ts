import type { EditClient } from '../engine/edit-client.ts'
import { type LiveProofreading, toTool } from '../proofread/live-proofreading.ts'
import { pointsKey, wishesOf } from './tool-wishes.ts'

export interface ToolRunner {
  /** The log changed: what the tool shows must be judged anew. */
  readonly logChanged: () => void
}

export interface ToolRunnerParts {
  readonly proof: LiveProofreading
  readonly edit: Pick<EditClient, 'light' | 'seeds' | 'tryMerge' | 'describe'>
}

/**
 * Carries what the tool in hand wishes to the edit worker: what is lit, the merge to try, the seeds to preview. One
 * question of each kind is under way at a time and the newest wins, so that painting seeds never queues up.
 */
export function startToolRunner({ proof, edit }: ToolRunnerParts): ToolRunner {
  let logCount = 0
  let litKey = ''
  let describedKey = ''
  const toolNow = () => proof.getState().tool.tool

  const pairKey = () => {
    const { pair } = wishesOf(toolNow())
    return pair === null ? '' : `${logCount} ${pointsKey(pair)}`
  }
  const tries = keptTrue(pairKey, async () => {
    const { pair } = wishesOf(toolNow())
    const key = pairKey()
    if (!pair) return
    const answer = await edit.tryMerge(...pair)
    if (key !== pairKey()) return
    if (answer.kind === 'tried') toTool(proof, { kind: 'tried', tried: answer })
    else toTool(proof, { kind: 'refused', sentence: wordsOf(answer) })
  })

  const seedsKey = () => {
    const { sources, sinks } = wishesOf(toolNow())
    return sources.length + sinks.length === 0 ? '' : `${logCount} ${pointsKey(sources)} | ${pointsKey(sinks)}`
  }
  const previews = keptTrue(seedsKey, async () => {
    const { sources, sinks } = wishesOf(toolNow())
    const key = seedsKey()
    const answer = await edit.seeds(sources, sinks)
    if (key === '' || key !== seedsKey()) return
    if (answer.kind === 'preview') toTool(proof, { kind: 'previewed', preview: answer })
    else toTool(proof, { kind: 'refused', sentence: wordsOf(answer) })
  })

  /** Asks anew for the segments of the points shown: what was picked may be older than the last edit. */
  const askSegments = () => {
    const { light, sources, sinks } = wishesOf(toolNow())
    const shown = [...light, ...[...sources, ...sinks].slice(0, 1)].map(({ supervoxel }) => supervoxel)
    const key = `${logCount} ${shown.join()}`
    if (key === describedKey || shown.length === 0) return
    describedKey = key
    void edit.describe(shown).then((answer) => {
      if (answer.kind !== 'described' || key !== describedKey) return
      toTool(proof, { kind: 'described', segments: answer.segments })
    })
  }

  const follow = () => {
    const { light } = wishesOf(toolNow())
    const key = pointsKey(light)
    // Before the seeds: they paint over what was lit.
    if (key !== litKey) edit.light(light)
    litKey = key
    askSegments()
    tries()
    previews()
  }
  proof.subscribe((now, before) => {
    if (now.tool.tool !== before.tool.tool) follow()
  })

  return {
    logChanged: () => {
      logCount++
      toTool(proof, { kind: 'log-changed' })
      follow()
    },
  }
}

/** Asks whenever the wished key is another than the one last asked for; waits for the answer before it asks again. */
function keptTrue(wished: () => string, ask: () => Promise<void>): () => void {
  let asked = ''
  let asking = false
  const look = async () => {
    if (asking) return
    asking = true
    while (wished() !== asked) {
      asked = wished()
      await ask()
    }
    asking = false
  }
  return () => void look()
}

type Unanswered =
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'failed'; readonly problem: { readonly message: string } }

/** What a refusal or failure says to the person. */
export function wordsOf(answer: Unanswered): string {
  return answer.kind === 'refused' ? answer.sentence : `${answer.problem.message}.`
}
