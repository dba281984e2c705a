import type { VoxelType } from '../../../shared/volume/volume.ts'
import { isWholeType, shortRangeOf } from '../../../shared/volume/voxel-type.ts'
import type { Histogram } from '../../gl/messages.ts'

type Counts = Histogram['counts']

/** The values that a contrast slider reaches, and by how much a step changes one. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly step: number
}

/** Steps of a slider at least; a slider on screen is some 200 pixels long. */
const LEAST_STEPS = 200

/**
 * The span of the slider: of 8 bits their whole range, else that of the values in view; in any case black and white lie
 * within it. Its ends are whole steps, and a step is 1, 10, 100 or 0.1, 0.01 and so on.
 */
export function spanOf(type: VoxelType, counts: Counts, low: number, high: number): Span {
  const short = shortRangeOf(type)
  const isNarrow = type === 'uint8' || type === 'int8'
  const seen = isNarrow || counts === null ? short : [counts.from, counts.to]
  const from = Math.min(low, seen?.[0] ?? low)
  const to = Math.max(high, seen?.[1] ?? high)
  const step = stepOf(to - from, isWholeType(type))
  return { from: roundTo(step, from, Math.floor), to: roundTo(step, Math.max(to, from + step), Math.ceil), step }
}

function stepOf(width: number, isWhole: boolean): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(Number.MIN_VALUE, width / LEAST_STEPS)))
  // Equal values, or a width that is no more than rounding.
  if (!(step > 1e-300)) return 1
  return isWhole ? Math.max(1, step) : step
}

function roundTo(step: number, value: number, round: (value: number) => number): number {
  return tidy(round(value / step) * step)
}

/** Digits of a value on screen: what single precision holds. */
const DIGITS = 7

/** Without the last digits, which are noise of the arithmetic. */
export function tidy(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS))
}

/** A voxel value as a field shows it. */
export function valueText(value: number): string {
  return String(tidy(value)).replace('-', '−')
}

/** The value of a text that a person typed: decimals, negative, with an exponent; undefined for anything else. */
export function typedValue(text: string): number | undefined {
  const plain = text.trim().replace(/^[−–]/, '-').replace(/e[−–]/i, 'e-')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(plain)) return undefined
  const value = Number(plain)
  return Number.isFinite(value) ? value : undefined
}

/** The outline of a histogram as an SVG path, a bin wide for each bin and 1 high, on a square-root scale so that tails are seen. */
export function histogramPath(bins: Uint32Array): string {
  let most = 1
  // The lowest and highest bins hold background and saturated voxels, which would flatten all others.
  for (let i = 1; i < bins.length - 1; i++) most = Math.max(most, bins[i] ?? 0)
  const points = Array.from(bins, (count, i) => `L${i} ${(1 - Math.sqrt(Math.min(1, count / most))).toFixed(3)}`)
  return `M0 1${points.join('')}L${bins.length} 1Z`
}

/** The part of a slider's span in which a histogram lies, as a share of the slider's length: its start and its width. */
export function histogramPlace(
  counts: NonNullable<Counts>,
  span: Span,
): { readonly x: number; readonly width: number } {
  const width = span.to - span.from
  return { x: (counts.from - span.from) / width, width: (counts.to - counts.from) / width }
}
