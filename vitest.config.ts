import { defineConfig } from 'vitest/config'

/** `npm run soak` runs properties this many times as often. */
const times = Number(process.env['SKEIN_RUNS'] ?? '1')

/** Unit and property tests lie beside the code; the end-to-end tests of e2e/ are Playwright's. */
export default defineConfig({
  cacheDir: '.cache/vitest',
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', 'build/**', 'e2e/**', 'out/**', '.*/**', 'sample/**'],
    environment: 'node',
    // By itself Vitest leaves one core to itself, and on two cores that is half of the machine.
    maxWorkers: '100%',
    setupFiles: ['scripts/lib/property-runs.ts'],
    // Property tests share two cores with others; a test that hangs is still found soon (ms).
    testTimeout: 60_000 * times,
    hookTimeout: 60_000,
  },
})
