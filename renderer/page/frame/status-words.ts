import type { VoxelType } from '../../../shared/volume/volume.ts'
import type { ViewState } from '../view/view-state.ts'

/** Bytes per second for a person: `1.2 MB/s`. */
export function formatRate(bytesPerSecond: number): string {
  if (bytesPerSecond >= 1e6) return `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`
  return `${Math.round(bytesPerSecond / 1e3)} kB/s`
}

/** Digits after which any single-precision float is told from its neighbours. */
const FLOAT_DIGITS = 9

/** A voxel value, exactly: a float of single precision by its shortest decimal, as 0.1 and not 0.10000000149011612. */
export function greyText(value: number, type: VoxelType | undefined): string {
  if (type !== 'float32') return String(value)
  for (let digits = 1; digits < FLOAT_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(Number(value.toPrecision(FLOAT_DIGITS)))
}

/** When a failed chunk is tried again. */
export function describeRetry(retryInMs: number): string {
  if (!Number.isFinite(retryInMs)) return 'not retried'
  const seconds = Math.ceil(retryInMs / 1000)
  return seconds > 0 ? `retrying in ${seconds} s` : 'retrying now'
}

/** Why only the middle of some layers is drawn, and what helps; undefined when every layer comes whole. */
export function farOutWords({ dataset, progress }: Pick<ViewState, 'dataset' | 'progress'>): string | undefined {
  const layers = dataset?.layers.filter(({ id }) => progress?.tooFarOut.includes(id)) ?? []
  if (layers.length === 0) return undefined
  const single = layers.every(({ volume }) => volume.scales.length === 1)
  const names = layers.map(({ name }) => name).join(' and ')
  const whose = single ? 'one scale' : 'coarsest scale'
  return `Too far out for the ${whose} of ${names}: only the middle is drawn, and the rest will not come. Zoom in to see it.`
}
