declare module 'vitest' {
  interface ProvidedContext {
    baseUrl: string; // the service, with the built-in pack loaded; ends with /
    home: string; // its data folder
    snapshot: string; // embedded database, migrated and empty
    chromium: string; // path of the browser
    testDatabaseUrl: string; // '' = embedded
  }
}

export const adminUrl = process.env['TEST_DATABASE_URL'] ?? '';
