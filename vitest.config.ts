import { defineConfig } from 'vitest/config'

/** `npm run soak` runs properties this many times as often. */
const times = Number(process.env['SKEIN_RUNS'] ?? '1')

/** Folders without tests of their own. */
const OUTSIDE = ['**/node_modules/**', 'build/**', 'e2e/**', 'out/**', '.*/**', 'sample/**']

/** Unit and property tests lie beside the code; the end-to-end tests of e2e/ are Playwright's. */
export default defineConfig({
  cacheDir: '.cache/vitest',
  test: {
    projects: [
      // What lies in shared/ is pure: its tests leave nothing behind, so one thread runs many files, and reads modules once.
      { extends: true, test: { name: 'shared', include: ['shared/**/*.test.ts'], isolate: false } },
      { extends: true, test: { name: 'rest', include: ['**/*.test.{ts,tsx}'], exclude: [...OUTSIDE, 'shared/**'] } },
    ],
    environment: 'node',
    // By itself Vitest leaves one core to itself, and on two cores that is half of the machine.
    maxWorkers: '100%',
    setupFiles: ['scripts/lib/property-runs.ts'],
    // Property tests share two cores with others; a test that hangs is still found soon (ms).
    testTimeout: 60_000 * times,
    hookTimeout: 60_000,
  },
})
