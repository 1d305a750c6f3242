import { defineConfig } from 'vitest/config'

/** A limit on what hangs, not on what is slow on a busy machine. */
const TEST_MS_MAX = 240_000

const retry = Number(process.env.DELTADESK_TRIES ?? 1) - 1

/** What a test waits for comes later on a busy machine; a test that waits in vain fails all the same. */
const expect = { poll: { timeout: 30_000, interval: 50 } }

/**
 * `unit` needs nothing, `postgres` a server (test/postgres-setup.ts starts one and builds the template database),
 * `faults` a server and what is done to it, `s3` an S3-compatible server (scripts/s3.ts gets one) and PostgreSQL,
 * `conformance` the folder of real logs that DELTADESK_CONFORMANCE_DIR names.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          expect,
          retry,
          include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'scripts/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['src/**/*.postgres.test.ts', 'src/**/*.faults.test.ts', 'src/**/*.s3.test.ts', 'node_modules/**'],
          testTimeout: TEST_MS_MAX,
          hookTimeout: TEST_MS_MAX,
        },
      },
      {
        test: {
          name: 'postgres',
          expect,
          retry,
          include: ['src/**/*.postgres.test.ts'],
          globalSetup: ['test/postgres-setup.ts'],
          testTimeout: TEST_MS_MAX,
          hookTimeout: TEST_MS_MAX,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'faults',
          expect,
          retry,
          include: ['src/**/*.faults.test.ts'],
          globalSetup: ['test/postgres-setup.ts'],
          testTimeout: TEST_MS_MAX,
          hookTimeout: TEST_MS_MAX,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 's3',
          expect,
          retry,
          include: ['src/**/*.s3.test.ts'],
          globalSetup: ['test/postgres-setup.ts', 'test/s3-setup.ts'],
          // One server of objects, whose time to answer is bounded.
          fileParallelism: false,
          testTimeout: TEST_MS_MAX,
          hookTimeout: TEST_MS_MAX,
        },
      },
      {
        test: {
          name: 'conformance',
          expect,
          retry,
          include: ['src/**/*.conformance.ts'],
          globalSetup: ['test/postgres-setup.ts'],
          testTimeout: TEST_MS_MAX,
          hookTimeout: TEST_MS_MAX,
        },
      },
    ],
  },
})
