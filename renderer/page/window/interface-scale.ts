import { MAX_NM_PER_PIXEL, MIN_NM_PER_PIXEL } from '../../../shared/view/camera-moves.ts'
import type { Recipe } from '../view/live-view.ts'

/** How large text and controls can be, beside what the system gives them. */
export const INTERFACE_SCALES: readonly number[] = [0.9, 1, 1.1, 1.25, 1.5]

export const NORMAL_SCALE = 1

/** The scale `by` steps further, at most to the end of the list. */
export function stepScale(scale: number, by: 1 | -1): number {
  const wanted = INTERFACE_SCALES.indexOf(nearestScale(scale)) + by
  return INTERFACE_SCALES[Math.max(0, Math.min(INTERFACE_SCALES.length - 1, wanted))] ?? NORMAL_SCALE
}

/** What was kept may come from another release, or be damaged: the nearest scale of the list. */
export function nearestScale(scale: unknown): number {
  if (typeof scale !== 'number' || !Number.isFinite(scale)) return NORMAL_SCALE
  const far = (one: number) => Math.abs(one - scale)
  return INTERFACE_SCALES.reduce((best, one) => (far(one) < far(best) ? one : best), NORMAL_SCALE)
}

/** Tissue keeps its size on the screen: a CSS pixel grows, so it shows as many more nanometres. */
export function setInterfaceScale(scale: number): Recipe {
  return (state) => {
    const wanted = (state.camera.nmPerPixel * scale) / state.interfaceScale
    state.camera.nmPerPixel = Math.max(MIN_NM_PER_PIXEL, Math.min(MAX_NM_PER_PIXEL, wanted))
    state.interfaceScale = scale
  }
}

export function scaleWords(scale: number): string {
  return `${Math.round(scale * 100)} %`
}
