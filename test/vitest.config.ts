import { defineConfig } from 'vitest/config';

const root = new URL('..', import.meta.url).pathname;
const onPostgres = (process.env['TEST_DATABASE_URL'] ?? '') !== '';

// Parse and check helpers of the web app are tested in `unit`; `browser` needs the built app and headless Chromium.
export default defineConfig({
  root,
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'database',
          globalSetup: ['test/support/global-database.ts'],
          include: ['test/database/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'http',
          globalSetup: ['test/support/global-service.ts'],
          include: ['test/http/**/*.test.ts'],
        },
      },
      ...(onPostgres
        ? []
        : [
            {
              extends: true as const,
              test: {
                name: 'browser',
                globalSetup: ['test/support/global-service.ts', 'test/support/global-browser.ts'],
                include: ['test/browser/**/*.test.ts'],
                fileParallelism: false,
              },
            },
          ]),
    ],
  },
});
