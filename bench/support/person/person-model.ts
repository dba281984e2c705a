/** Seconds that are counted for a person and not slept, by a seed; and how often that person is right. */
export interface Person {
  /** Flying about until a place looks wrong. */
  search(): number
  /** Looking at a place until one knows. */
  look(): number
  /** Whether this answer is right. */
  isRight(): boolean
}

/**
 * Search and look are an estimate of our own for the 79 s that an edit took in FlyWire (Dorkenwald et al. 2024, Methods): no
 * published stopwatch tells them apart. Medians in seconds; times of people are skewed, so they are drawn log-normal.
 */
const SEARCH_S = 42
const LOOK_S = 17
/** Of the logarithm: the slowest sixth takes half as long again. */
const SPREAD = 0.4
const RIGHT = 0.9

/**
 * The keystroke-level model (Card, Moran and Newell, Commun. ACM 23, 1980), seconds: a key or a click of an average typist,
 * pointing with a mouse, and making up one's mind to begin an act.
 */
const KEY_S = 0.28
const POINT_S = 1.1
const MIND_S = 1.35

export function createPerson(random: () => number): Person {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const drawn = (median: number) => median * Math.exp(SPREAD * normal())
  return { search: () => drawn(SEARCH_S), look: () => drawn(LOOK_S), isRight: () => random() < RIGHT }
}

/** What hands do for one act. A click is a pointing and a key. */
export interface Hands {
  readonly keys: number
  readonly clicks: number
}

export function actingSeconds({ keys, clicks }: Hands): number {
  return MIND_S + KEY_S * (keys + clicks) + POINT_S * clicks
}

/** Merges and splits by hand in other tools, counted in their sources and documentation; a split has a seed on each side. */
export interface Tool {
  readonly name: string
  readonly merge: Hands
  readonly split: Hands
  /** From the commit until work goes on, seconds. */
  readonly waitS: number
  readonly note: string
}

export const TOOLS: readonly Tool[] = [
  {
    name: 'cave',
    // m, Ctrl+click, Ctrl+click, Enter; c, Ctrl+click, g, Ctrl+click, Enter.
    merge: { keys: 4, clicks: 2 },
    split: { keys: 5, clicks: 2 },
    waitS: 4,
    note: 'Spelunker on CAVE: 4 s between “a couple of seconds” (google/neuroglancer#524) and “several seconds (at least)” (#545)',
  },
  {
    name: 'webknossos',
    // Click, Shift+click; click, Ctrl+click.
    merge: { keys: 1, clicks: 2 },
    split: { keys: 1, clicks: 2 },
    waitS: 2,
    note: 'WEBKNOSSOS: its window waits for the save; no time is published, 2 s are assumed',
  },
]
