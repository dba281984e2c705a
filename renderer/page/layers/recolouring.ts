import type { Draft } from 'immer'
import type { Recipe } from '../view/live-view.ts'
import type { ViewState } from '../view/view-state.ts'

/** This many recolourings can be taken back. */
const MAX_PAST_COLOURS = 50

/** Colours all segments anew. */
export function recolour(colourSeed: number): Recipe {
  return (state) => {
    state.pastColours.push(
      Object.fromEntries(segmentationsOf(state).map(({ layer, view }) => [layer.id, view.colourSeed])),
    )
    if (state.pastColours.length > MAX_PAST_COLOURS) state.pastColours.shift()
    for (const { view } of segmentationsOf(state)) view.colourSeed = colourSeed
  }
}

/** Brings back the colours before the last recolouring. */
export function bringBackColours(): Recipe {
  return (state) => {
    const seeds = state.pastColours.pop()
    for (const { layer, view } of segmentationsOf(state)) view.colourSeed = seeds?.[layer.id] ?? view.colourSeed
  }
}

function segmentationsOf(state: Draft<ViewState>) {
  return (state.dataset?.layers ?? []).flatMap((layer) => {
    const { view } = layer
    return view.kind === 'segmentation' ? [{ layer, view }] : []
  })
}
