import { defineConfig } from 'vite'

/** What the Electron side is made of: each becomes one CommonJS file in build/main, found by its name. */
const entries: Record<string, string> = {
  main: 'electron/main/main.ts',
  preload: 'electron/preload/preload.ts',
  'byte-process': 'electron/bytes/byte-process.ts',
}

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
      sourcemap: 'inline',
      rolldownOptions: {
        // ws goes without its two native helpers, which it looks for and which are not installed.
        external: ['electron', /^node:/, 'bufferutil', 'utf-8-validate'],
        output: { format: 'cjs', entryFileNames: `${mode}.cjs`, codeSplitting: false },
      },
    },
  }
})
