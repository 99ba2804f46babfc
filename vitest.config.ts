import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // One project for now; a browser or an edge runtime would be the next one.
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts'],
          // A forgotten socket must fail soon, and not hang the run.
          testTimeout: 10_000,
        },
      },
    ],
  },
})
