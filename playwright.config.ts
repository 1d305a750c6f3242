import { defineConfig } from '@playwright/test'

/** Every spec runs on both hosts; e2e/start-electron.ts says what stands in where there is no Electron. */
export default defineConfig<object, { hostKind: 'loopback' | 'electron' }>({
  testDir: 'e2e',
  outputDir: 'out/e2e',
  fullyParallel: false,
  // Each worker has an app of its own; much of their time is waiting.
  workers: 2,
  // A machine that others use too may stall a page; scripts/test.ts names what needed a second try, with its first failure.
  retries: Number(process.env.DELTADESK_TRIES ?? 1) - 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    launchOptions: {
      ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
      // Chromium's own sandbox cannot start for root, which containers and CI machines are.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
    // A trace draws its pictures from snapshots of the page; a film beside them costs time in every test.
    trace: { mode: 'retain-on-failure', screenshots: false },
  },
  projects: [
    { name: 'loopback', use: { hostKind: 'loopback' } },
    { name: 'electron', use: { hostKind: 'electron' }, testMatch: /(first-run|walk|commit)\.spec\.ts/ },
  ],
  forbidOnly: process.env.CI === 'true',
})
