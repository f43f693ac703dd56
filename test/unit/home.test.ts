import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { controlPath } from '../../server/control.ts';
import { HomeInUse, lockHome } from '../../server/home.ts';
import { inTurn } from '../../server/in-turn.ts';

const folder = mkdtempSync(join(tmpdir(), 'nutag-home-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock of a data folder', () => {
  test('is held by one, given back, and taken over from the dead', () => {
    const home = join(folder, 'a');
    const release = lockHome(home);
    expect(() => lockHome(home)).toThrow(HomeInUse);
    release();
    lockHome(home)();
    writeFileSync(join(home, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'x', bornAt: null }));
    lockHome(home)();
  });
});

describe('the control socket', () => {
  test('has one short path for a folder, however long its name', () => {
    const long = join(folder, '内蒙古自治区民政厅区划地名处界线管理数据目录'.repeat(3));
    const path = controlPath(long);
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100);
    expect(controlPath(long)).toBe(path);
    expect(statSync(dirname(path)).mode & 0o077).toBe(0);
    expect(controlPath(join(folder, 'b'))).not.toBe(path);
  });
});

describe('work in turn', () => {
  test('the second begins when the first has ended, even badly', async () => {
    const turn = inTurn();
    const seen: string[] = [];
    const slow = turn(async () => {
      seen.push('a begins');
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen.push('a ends');
      throw new Error('a');
    });
    const next = turn(async () => void seen.push('b'));
    await expect(slow).rejects.toThrow('a');
    await next;
    expect(seen).toEqual(['a begins', 'a ends', 'b']);
  });
});
