import type { ChunkLoader } from './chunks/chunk-loader.ts'
import type { DecoderPool } from './chunks/decoder-pool.ts'
import type { SceneLoading } from './meshes/scene-loading.ts'
import type { Progress } from './messages.ts'
import type { OpenLayer } from './open-layer.ts'
import type { PresentView } from './present-view.ts'
import { createProgressMeter } from './progress-meter.ts'

/** Tells the page how far loading is. */
export interface ProgressReport {
  /** Posts the progress if it is new and due. */
  offer(nowMs: number): void
  /** When to offer it again though nothing else happens; Infinity for never. */
  nextMs(nowMs: number): number
}

/** While chunks load, the rate of transfer is looked at this often, ms. */
const RATE_MS = 90

export function createProgressReport(
  loader: ChunkLoader,
  scene: Pick<SceneLoading, 'progress' | 'bytesTransferred'>,
  pool: Pick<DecoderPool, 'underWay'>,
  present: PresentView,
  post: (progress: Progress) => void,
): ProgressReport {
  const meter = createProgressMeter()
  let reportedRate = 0
  const transferred = () => loader.bytesTransferred() + scene.bytesTransferred()

  function emptyScale(open: OpenLayer): Progress['empty'] {
    const scale = present.wantedScaleOf(open)
    const asked = loader.missingAll(open, scale)
    return asked === 0 ? [] : [{ layerId: open.layer.id, scaleKey: open.layer.volume.scales[scale]?.key ?? '', asked }]
  }

  return {
    offer: (nowMs) => {
      const { wanted, ready, failed, failure, gpuBytes, memoryBytes } = loader.scheduler.totals()
      const bytesTotal = transferred()
      const bytesPerSecond = meter.rate(bytesTotal, nowMs)
      const empty = ready + failed === wanted ? present.layers().flatMap(emptyScale) : []
      const farOut = present.layers().filter((open) => loader.isTooFarOut(open))
      const tooFarOut = farOut.map(({ layer }) => layer.id)
      const counts = { wanted, ready, failed, failure, empty, tooFarOut }
      const progress = { ...counts, bytesPerSecond, bytesTotal, gpuBytes, memoryBytes, meshes: scene.progress() }
      if (!meter.due(progress, nowMs)) return
      reportedRate = bytesPerSecond
      post(progress)
    },
    nextMs: (nowMs) => {
      // After a rate above 0 was posted, the rate is posted again until it is 0.
      const isLoading = pool.underWay() > 0 || reportedRate > 0 || meter.rate(transferred(), nowMs) > 0
      return Math.min(isLoading ? nowMs + RATE_MS : Number.POSITIVE_INFINITY, meter.dueAtMs())
    },
  }
}
