import { defineConfig } from 'vitest/config'

/** Unit and property tests lie beside the code; the end-to-end tests of e2e/ are Playwright's. */
export default defineConfig({
  cacheDir: '.cache/vitest',
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', 'build/**', 'e2e/**', 'out/**', '.*/**', 'sample/**'],
    environment: 'node',
    // Property tests share two cores with others; a test that hangs is still found soon (ms).
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
