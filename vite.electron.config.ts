import { defineConfig } from 'vite'

/** What the app's processes are made of: each entry becomes one CommonJS file, found by its name (scripts/build.mjs). */
const entries: Record<string, string> = {
  main: 'electron/main/main.ts',
  preload: 'electron/preload/preload.ts',
  'byte-process': 'electron/bytes/byte-process.ts',
  store: 'server/app-store.ts',
  'snapshot-worker': 'server/snapshots/snapshot.worker.ts',
  sample: 'tools/sample-process.ts',
  import: 'tools/import-process.ts',
}

/** Started late or seldom, and large: a map would double the file. */
const withoutMap = ['store', 'snapshot-worker', 'sample', 'import']

/** One of `entries`, named by vite's mode; node18 is what Electron 25 has, the oldest that is used. */
export default defineConfig(({ mode }) => {
  const entry = entries[mode]
  if (entry === undefined) throw new Error(`vite.electron.config.ts: the mode is one of ${Object.keys(entries)}`)
  return {
    publicDir: false,
    cacheDir: '.cache/vite',
    ssr: { noExternal: true },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      ssr: entry,
      target: 'node18',
      emptyOutDir: false,
      minify: false,
      sourcemap: withoutMap.includes(mode) ? false : 'inline',
      rolldownOptions: {
        // ws goes without its two native helpers, which it looks for and which are not installed.
        external: ['electron', 'original-fs', /^node:/, 'bufferutil', 'utf-8-validate'],
        // PGlite calls eval for what its own build writes into it.
        checks: { eval: false },
        output: { format: 'cjs', entryFileNames: `${mode}.cjs`, codeSplitting: false },
      },
    },
  }
})
