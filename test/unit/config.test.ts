import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../server/config.ts';

describe('settings', () => {
  test('defaults: loopback, port 8080, the built-in pack, the embedded engine', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      packs: ['inner-mongolia'],
      databaseUrl: null,
    });
    expect(config.home.endsWith('data/local')).toBe(true);
  });
  test('an empty NUTAG_PACKS is no pack', () => {
    expect(readConfig({ NUTAG_PACKS: '' }).packs).toEqual([]);
  });
  test.each([
    [{ PORT: 'eighty' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ DATABASE_URL: 'mysql://x/y' }, 'DATABASE_URL'],
    [{ NUTAG_LOG: 'loud' }, 'NUTAG_LOG'],
  ])('%o is refused by name', (environment, name) => {
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(name);
  });
});
