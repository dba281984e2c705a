import * as v from 'valibot'
import { parseJson } from '../../../../shared/json-field.ts'
import type { LiveView } from '../../view/live-view.ts'
import type { TextStorage } from '../kept-view.ts'

const KEY = 'skein.places'
/** Dataset files whose places are remembered; the oldest goes first. */
const FILES_MAX = 200

/** Folders outside their own that dataset files may name. */
export interface AllowedPlaces {
  /** Asks the person, on the card of the opening, unless the same was allowed before. */
  mayRead(file: string, places: readonly string[]): Promise<boolean>
  /** What the person says to the question on screen. Does nothing where there is none. */
  answer(allowed: boolean): void
}

/** `asks`: whether there is anybody to ask. */
export function createAllowedPlaces(view: LiveView, storage: TextStorage, asks: boolean): AllowedPlaces {
  let waiting: ((allowed: boolean) => void) | undefined
  /** Questions come one after the other. */
  let last: Promise<unknown> = Promise.resolve()
  const answer = (allowed: boolean) => {
    waiting?.(allowed)
    waiting = undefined
  }
  const ask = async (file: string, places: readonly string[]) => {
    view.setState(({ opening }) => {
      if (opening) opening.asks = { file, places: [...places] }
    })
    const allowed = await new Promise<boolean>((resolve) => {
      waiting = resolve
    })
    view.setState(({ opening }) => {
      if (opening) opening.asks = undefined
    })
    return allowed
  }
  return {
    answer,
    async mayRead(file, places) {
      const before = new Set(readKept(storage).find((one) => one.file === file)?.places)
      if (places.every((place) => before.has(place))) return true
      if (!asks) return false
      const asked = last.then(() => ask(file, places))
      last = asked
      const allowed = await asked
      if (allowed) keep(storage, [...readKept(storage).filter((one) => one.file !== file), { file, places }])
      return allowed
    },
  }
}

interface Kept {
  readonly file: string
  readonly places: readonly string[]
}

const KEPT = v.fallback(v.array(v.object({ file: v.string(), places: v.array(v.string()) })), [])

function readKept(storage: TextStorage): readonly Kept[] {
  const text = storage.getItem(KEY)
  return text === null ? [] : v.parse(KEPT, parseJson(text))
}

function keep(storage: TextStorage, kept: readonly Kept[]): void {
  try {
    storage.setItem(KEY, JSON.stringify(kept.slice(-FILES_MAX)))
  } catch {
    // The storage is full: the person is asked again next time.
  }
}
