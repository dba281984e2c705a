import path from 'node:path'

/** What benches fetch or build once; not committed. */
export const cacheFolder = path.join(import.meta.dirname, '..', '..', '.cache', 'bench')
