import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ProgressStep } from './api/status.ts';

/** A line on the control socket: a command goes in; progress lines and one exit code come back. */
export interface ControlCommand {
  command: string;
  args: string[];
}
export type ControlAnswer = { line: string } | { step: ProgressStep } | { exit: number };
export type ControlHandler = (
  command: ControlCommand,
  say: (line: string) => void,
  show: (step: ProgressStep) => void,
  signal: AbortSignal,
) => Promise<number>;

const longestPath = 100; // bytes; the system takes about 107 and cuts off the rest

const ownName = (home: string): string =>
  `${process.getuid?.() ?? 0}-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`;

/** Where a data folder's control socket is: in the folder, or in the temporary folder where the path would be too long. */
export function controlPath(home: string): string {
  const near = join(home, 'run', 'control.sock');
  const path =
    Buffer.byteLength(near) <= longestPath ? near : join(tmpdir(), `nutag-${ownName(home)}`, 'control.sock');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (process.getuid !== undefined && statSync(dirname(path)).uid !== process.getuid()) {
    throw new Error(
      `${dirname(path)} belongs to another user: remove it, or set NUTAG_HOME to a shorter path.`,
    );
  }
  chmodSync(dirname(path), 0o700);
  return path;
}

/** Listens for commands of this machine's same user. The socket stands in a folder that only this user may enter. */
export async function listenControl(path: string, handle: ControlHandler): Promise<Server> {
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    const send = (answer: ControlAnswer): void =>
      void (socket.writable && socket.write(`${JSON.stringify(answer)}\n`));
    socket.on('error', () => undefined);
    const gone = new AbortController();
    socket.once('close', () => gone.abort());
    createInterface({ input: socket }).once('line', (line) => {
      void (async () => {
        try {
          const command = JSON.parse(line) as ControlCommand;
          const exit = await handle(command, (text) => send({ line: text }), (step) => send({ step }), gone.signal); // prettier-ignore
          send({ exit });
        } catch (error) {
          send({ line: (error as Error).message });
          send({ exit: 1 });
        }
        socket.end();
      })();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return server;
}

/** Hands a command to the running server and prints what it says. @returns its exit code */
export function sendControl(
  path: string,
  command: ControlCommand,
  print: (line: string) => void,
  show: (step: ProgressStep) => void = () => undefined,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket: Socket = createConnection(path, () => socket.write(`${JSON.stringify(command)}\n`));
    let exit: number | null = null;
    socket.once('error', reject);
    createInterface({ input: socket }).on('line', (line) => {
      const answer = JSON.parse(line) as ControlAnswer;
      if ('exit' in answer) exit = answer.exit;
      else if ('step' in answer) show(answer.step);
      else print(answer.line);
    });
    socket.once('close', () => {
      if (exit === null) reject(new Error('The running server broke off before the command was done.'));
      else resolve(exit);
    });
  });
}
