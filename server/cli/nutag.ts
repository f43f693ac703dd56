import { ConfigError } from '../config.ts';

/** One command of `npm run nutag -- COMMAND`. `run` answers the exit code: 0 done, 1 refused or failed, 2 wrong usage. */
export interface Command {
  summary: string;
  help: string;
  run(args: string[]): Promise<number>;
}

const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./serve.ts')).serve,
  import: async () => (await import('./import.ts')).importFile,
  'import roads': async () => (await import('./import-roads.ts')).importRoads,
  imports: async () => (await import('./imports.ts')).imports,
  status: async () => (await import('./status.ts')).status,
  backup: async () => (await import('./backup.ts')).backupTo,
  restore: async () => (await import('./restore.ts')).restoreFrom,
  tiles: async () => (await import('./tiles.ts')).tiles,
  user: async () => (await import('./user.ts')).user,
};

/** Finds and runs a command. */
export async function run(first: string, rest: string[]): Promise<number> {
  const [name, args] =
    `${first} ${rest[0]}` in commands ? [`${first} ${rest[0]}`, rest.slice(1)] : [first, rest];
  const load = commands[name];
  if (load === undefined) {
    const list = await Promise.all(
      Object.entries(commands).map(async ([id, open]) => `  ${id.padEnd(12)} ${(await open()).summary}`),
    );
    const text = `Usage: npm run nutag -- COMMAND [options]\n\n${list.join('\n')}\n\nCOMMAND --help says more.`;
    if (name === 'help' || name === '--help') {
      console.log(text);
      return 0;
    }
    console.error(`Unknown command: ${name}\n\n${text}`);
    return 2;
  }
  const command = await load();
  if (args.includes('--help') || args.includes('-h')) {
    console.log(command.help);
    return 0;
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${command.help}`);
      return 2;
    }
    if (error instanceof ConfigError) {
      console.error(error.message);
      return 2;
    }
    console.error(`Nutag: ${(error as Error).message}`);
    return 1;
  }
}

/** The words of the command are off. Answered with the command's help and exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
