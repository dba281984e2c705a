import { defineConfig } from '@playwright/test'

/** End-to-end tests of the real app; scripts/test.mjs says by SKEIN_ELECTRON which Electron, and gives a display. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: '.cache/e2e',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: '.cache/e2e.json' }]],
})
