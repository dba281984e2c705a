import react from '@vitejs/plugin-react'
import { defineConfig, type Rolldown } from 'vite'

const KNOWN = ['codec-libjpeg-turbo', 'draco3d']

/**
 * The wasm decoders ask for Node's modules where they find themselves in Node; that these are absent here is as it should be.
 */
function dropKnownWarning(level: Rolldown.LogLevel, log: Rolldown.RolldownLog, print: Rolldown.LogOrStringHandler) {
  const isKnown = log.message.includes('externalized for browser') && KNOWN.some((name) => log.message.includes(name))
  if (!isKnown) print(level, log)
}

/** The page and its workers, for Chromium 114 and newer; served by the app itself under app://skein/. */
export default defineConfig({
  root: 'renderer/page',
  base: './',
  publicDir: false,
  cacheDir: '../../.cache/vite',
  plugins: [react()],
  // The package's main file is a development build with checks on every draw.
  resolve: { alias: [{ find: /^regl$/, replacement: 'regl/dist/regl.min.js' }] },
  build: {
    target: 'chrome114',
    emptyOutDir: true,
    // The page's policy allows no data: addresses for fonts, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: { onLog: dropKnownWarning, output: { entryFileNames: 'page.js' } },
  },
  worker: {
    format: 'es',
    // One file a worker: the app serves each with a policy of its own, found by its name.
    rolldownOptions: { onLog: dropKnownWarning, output: { entryFileNames: '[name].js', codeSplitting: false } },
  },
  server: { host: '127.0.0.1', port: 5173, fs: { allow: ['../..'] } },
})
