import { defineConfig } from '@playwright/test'

/** Every spec runs on every host that the machine can start; e2e/hosts.ts says which and why not. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'out/e2e',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] === 'true',
})
