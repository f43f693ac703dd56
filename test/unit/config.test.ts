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
  test('replicas are a list, lag and drain are seconds', () => {
    const replicas = {
      DATABASE_URL: 'postgres://a/x',
      DATABASE_REPLICA_URLS: 'postgres://b/x, postgresql://c:5433/x',
    };
    const config = readConfig({ ...replicas, NUTAG_REPLICA_LAG: '2.5', NUTAG_DRAIN: '30' });
    expect(config).toMatchObject({
      replicaUrls: ['postgres://b/x', 'postgresql://c:5433/x'],
      replicaLagMs: 2500,
      drainMs: 30_000,
    });
  });
  test('an archive is a path of this machine or an address', () => {
    expect(readConfig({}).pmtiles).toBe(null);
    expect(readConfig({ NUTAG_PMTILES: '/maps/a.pmtiles' }).pmtiles).toBe('/maps/a.pmtiles');
    expect(readConfig({ NUTAG_PMTILES: 'https://cdn.example.cn/a.pmtiles' }).pmtiles).toBe('https://cdn.example.cn/a.pmtiles'); // prettier-ignore
  });
  test('an empty NUTAG_PACKS is no pack', () => {
    expect(readConfig({ NUTAG_PACKS: '' }).packs).toEqual([]);
  });
  test.each([
    [{ PORT: 'eighty' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ DATABASE_URL: 'mysql://x/y' }, 'DATABASE_URL'],
    [{ NUTAG_LOG: 'loud' }, 'NUTAG_LOG'],
    [{ NUTAG_DRAIN: '-1' }, 'NUTAG_DRAIN'],
    [{ NUTAG_PMTILES: 'https://' }, 'NUTAG_PMTILES'],
    [{ DATABASE_REPLICA_URLS: 'postgres://b/x' }, 'DATABASE_REPLICA_URLS'], // of which primary?
    [{ DATABASE_URL: 'postgres://a/x', DATABASE_REPLICA_URLS: 'postgres://b/x,c' }, 'DATABASE_REPLICA_URLS'],
  ])('%o is refused by name', (environment, name) => {
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(name);
  });
});
