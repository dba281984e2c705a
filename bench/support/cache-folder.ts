import path from 'node:path'

/** What benches fetch or build once; not committed. */
export const cacheFolder = path.join(import.meta.dirname, '..', '..', '.cache', 'bench')

/** Real volumes that stand beside the project; see their README. */
export const dataFolder = path.join(import.meta.dirname, '..', '..', '..', 'shared', 'data')
