import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** A line on the control socket: a command goes in; progress lines and one exit code come back. */
export interface ControlCommand {
  command: string;
  args: string[];
}
export type ControlAnswer = { line: string } | { exit: number };
export type ControlHandler = (command: ControlCommand, say: (line: string) => void) => Promise<number>;

/** Where a data folder's control socket is: in the folder, or in the temporary folder where the path would be too long. */
export function controlPath(home: string): string {
  mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 });
  const path = join(home, 'run', 'control.sock');
  return path.length <= 100 ? path : join(mkdtempSync(join(tmpdir(), 'nutag-')), 'control.sock');
}

/** Listens for commands of this machine's same user. The socket stands in a folder that only this user may enter. */
export async function listenControl(path: string, handle: ControlHandler): Promise<Server> {
  chmodSync(dirname(path), 0o700);
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    const send = (answer: ControlAnswer): void =>
      void (socket.writable && socket.write(`${JSON.stringify(answer)}\n`));
    socket.on('error', () => undefined);
    createInterface({ input: socket }).once('line', (line) => {
      void (async () => {
        try {
          send({ exit: await handle(JSON.parse(line) as ControlCommand, (text) => send({ line: text })) });
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
): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket: Socket = createConnection(path, () => socket.write(`${JSON.stringify(command)}\n`));
    let exit: number | null = null;
    socket.once('error', reject);
    createInterface({ input: socket }).on('line', (line) => {
      const answer = JSON.parse(line) as ControlAnswer;
      if ('exit' in answer) exit = answer.exit;
      else print(answer.line);
    });
    socket.once('close', () => {
      if (exit === null) reject(new Error('The running server broke off before the command was done.'));
      else resolve(exit);
    });
  });
}
