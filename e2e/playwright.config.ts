import { defineConfig } from 'playwright/test'

/** The real app, one at a time: each test starts its own with a fresh profile (helpers.ts). */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.ts',
  outputDir: '../test-results',
  workers: 1,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  // Two busy cores now and then keep a real app from an answer; that it came the second time is listed as flaky.
  retries: 1,
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
})
