import path from 'node:path'

/** The folder for things that benches fetch or build once. It is not committed. */
export const cacheFolder = path.join(import.meta.dirname, '..', '..', '.cache', 'bench')
