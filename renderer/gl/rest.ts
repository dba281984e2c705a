import type { Gpu } from './gpu.ts'

/** A whole view counts as at rest this long after its frame, ms. */
const REST_MS = 500

/**
 * Gets ready what views need later, when a whole view is at rest: shaders are compiled, each batch in a frame of its own,
 * and then the decode workers get ready to make surfaces.
 */
export interface Rest {
  /** A frame is drawn. `isWhole`: nothing more will come unless somebody does something. */
  drawn(gpu: Gpu, isWhole: boolean): void
}

/** `present`: the context that is there now. `redraw` asks for a frame. `warmDecoders` is called once. */
export function createRest(present: () => Gpu | undefined, redraw: () => void, warmDecoders: () => void): Rest {
  let timer: ReturnType<typeof setTimeout> | undefined
  let areDecodersWarm = false
  const warmUp = (gpu: Gpu) => {
    if (present() !== gpu) return
    if (gpu.warmUp()) return redraw()
    if (!areDecodersWarm) warmDecoders()
    areDecodersWarm = true
  }
  return {
    drawn: (gpu, isWhole) => {
      clearTimeout(timer)
      if (isWhole) timer = setTimeout(warmUp, REST_MS, gpu)
    },
  }
}
