import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // One for each core: tests wait for other processes much of the time, and a core that is left free is idle.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'apps/runtimes/**'],
          // A forgotten socket must fail soon, and not hang the run.
          testTimeout: 10_000,
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
        },
      },
    ],
  },
})
