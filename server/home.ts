import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who holds a data folder. */
export interface Holder {
  pid: number;
  startedAt: string;
  bornAt: string | null; // kernel's start time of the process, where it can be read: tells a reused pid
}

/** The data folder is in use by another living process: two at once would corrupt it. */
export class HomeInUse extends Error {
  override name = 'HomeInUse';
  readonly holder: Holder;
  constructor(home: string, holder: Holder) {
    super(
      `The data folder ${home} is in use by process ${holder.pid} (since ${holder.startedAt}). ` +
        'Two processes would corrupt its database and tiles: stop that one, or set NUTAG_HOME to another folder.',
    );
    this.holder = holder;
  }
}

/**
 * Takes the lock of a data folder; a lock whose owner is dead is taken over.
 * @returns the function that gives it back
 * @throws HomeInUse when a living process holds it
 */
export function lockHome(home: string): () => void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = join(home, 'lock');
  const own: Holder = { pid: process.pid, startedAt: new Date().toISOString(), bornAt: bornAt(process.pid) };
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      linkSync(draft, file); // atomic: only one process can make it, and it is whole from the start
      rmSync(draft);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = readHolder(file);
      if (holder !== null && isAlive(holder)) {
        rmSync(draft, { force: true });
        throw new HomeInUse(home, holder);
      }
      discardStale(file, holder);
    }
  }
  rmSync(draft, { force: true });
  throw new Error(`The lock ${file} could not be taken.`);
}

/** Moves a dead owner's lock aside; puts it back if another process took the lock in between. */
function discardStale(file: string, stale: Holder | null): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (JSON.stringify(readHolder(aside)) !== JSON.stringify(stale)) linkSync(aside, file);
  } catch {
    // somebody else was quicker: the next attempt reads what stands there now
  }
  rmSync(aside, { force: true });
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null; // just removed, or no lock of ours
  }
}

function isAlive(holder: Holder): boolean {
  if (!isRunning(holder.pid)) return false;
  return holder.bornAt === null || holder.bornAt === bornAt(holder.pid);
}

/** Whether there is a process of this number, be it another user's. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start time of a process in clock ticks since boot (Linux), or null. */
function bornAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
