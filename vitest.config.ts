import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'apps/runtimes/**'],
          // A forgotten socket must fail soon, and not hang the run.
          testTimeout: 10_000,
          // A page on a busy machine takes longer than the second that is usual.
          expect: { poll: { timeout: 8_000 } },
        },
      },
      {
        test: {
          // Node starts the other runtimes, and hears from them.
          name: 'runtimes',
          environment: 'node',
          include: ['apps/runtimes/test/**/*.test.ts'],
          globalSetup: ['apps/runtimes/src/install/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
})
