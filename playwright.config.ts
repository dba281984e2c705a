import { defineConfig } from '@playwright/test'

/** End-to-end tests of the real app; scripts/test.mjs says by SKEIN_ELECTRON which Electron, and gives a display. */
export default defineConfig({
  testDir: 'e2e',
  // It needs a package and root; scripts/lib/deb.mjs runs it alone.
  ...(process.env['SKEIN_DEB'] ? {} : { testIgnore: 'deb.test.ts' }),
  outputDir: '.cache/e2e',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // ms; the longest takes 50 s on a machine at rest, and machines are shared.
  timeout: 300_000,
  expect: { timeout: 40_000 },
  reporter: [['list'], ['json', { outputFile: '.cache/e2e.json' }]],
})
