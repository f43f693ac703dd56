import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { HomeInUse, lockHome } from '../home.ts';

const lookEveryMs = 100;

/** Runs `work` while no other process on this data folder does what has the same name; one that dies meanwhile is not waited for. */
export async function alone<T>(home: string, name: string, work: () => Promise<T>): Promise<T> {
  const release = await take(join(home, 'run', name));
  try {
    return await work();
  } finally {
    release();
  }
}

async function take(folder: string): Promise<() => void> {
  for (;;) {
    try {
      return lockHome(folder);
    } catch (error) {
      if (!(error instanceof HomeInUse)) throw error;
      await pause(lookEveryMs);
    }
  }
}
