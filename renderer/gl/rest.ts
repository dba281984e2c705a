import type { Gpu } from './gpu.ts'

/** A whole view counts as at rest this long after its frame, ms. */
const REST_MS = 500

/** Compiles shaders that views need later, when a whole view is at rest: each batch in a frame of its own. */
export interface Rest {
  /** A frame is drawn. `isWhole`: nothing more will come unless somebody does something. */
  drawn(gpu: Gpu, isWhole: boolean): void
}

/** `present`: the context that is there now. `redraw` asks for a frame. */
export function createRest(present: () => Gpu | undefined, redraw: () => void): Rest {
  let timer: ReturnType<typeof setTimeout> | undefined
  const warmUp = (gpu: Gpu) => {
    if (present() === gpu && gpu.warmUp()) redraw()
  }
  return {
    drawn: (gpu, isWhole) => {
      clearTimeout(timer)
      if (isWhole) timer = setTimeout(warmUp, REST_MS, gpu)
    },
  }
}
