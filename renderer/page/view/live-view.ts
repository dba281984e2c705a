import type { Draft } from 'immer'
import { immer } from 'zustand/middleware/immer'
import { createStore } from 'zustand/vanilla'
import { initialState, type ViewState } from './view-state.ts'

/** A change to the state, written on a draft. The recipes in `recipes.ts` make them. */
export type Recipe = (state: Draft<ViewState>) => void

/** The state of the view. React reads slices of it; the engine subscribes to it outside React. */
export function createLiveView() {
  return createStore<ViewState>()(immer(() => initialState))
}

export type LiveView = ReturnType<typeof createLiveView>
