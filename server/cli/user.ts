import { userInfo } from 'node:os';
import { AccountRole } from '../api/actions.ts';
import { manageUsers, UserRequest } from '../accounts/manage.ts';
import { readConfig } from '../config.ts';
import { runHereOrThere } from './context.ts';
import { readArguments } from './arguments.ts';
import { UsageError, type Command } from './nutag.ts';

export const user: Command = {
  summary: 'add, list and change accounts',
  help: `Usage: npm run nutag -- user add NAME --role ROLE [--jurisdiction CODE] [--display NAME] [--temporary]
       npm run nutag -- user list
       npm run nutag -- user set NAME [--role ROLE] [--jurisdiction CODE|none] [--active on|off] [--display NAME]
       npm run nutag -- user password NAME [--temporary]

ROLE: ${AccountRole.options.join(', ')}
CODE: division code of the region, a league or a banner; officers write only inside it.

The password (12 characters or more) is asked on the terminal, twice and unseen; where there is no terminal it is the first line of
standard input. It never stands in the command line, the environment or a log. --temporary: to be changed at the first sign-in.
A server that is running does the work. user password also unlocks an account and ends its sessions and tokens.

Exit codes: 0 done, 1 refused, 2 wrong usage.`,
  run: async (args) => {
    const asked = parse(args);
    const isQuiet = asked['what'] !== 'add' && asked['what'] !== 'password';
    const request = UserRequest.safeParse(isQuiet ? asked : { ...asked, password: await readPassword() });
    if (!request.success) {
      throw new UsageError(
        request.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
      );
    }
    const config = { ...readConfig(), progress: false };
    const command = { command: 'user', args: [JSON.stringify(request.data)] };
    return runHereOrThere(config, command, (context, say) => manageUsers(context, request.data, say));
  },
};

function parse(args: string[]): Record<string, unknown> {
  const { values, positionals } = read(args);
  const [what = 'list', username, ...rest] = positionals;
  if (!['list', 'add', 'set', 'password'].includes(what)) throw new UsageError(`user ${what} is not known.`);
  if (what !== 'list' && username === undefined) throw new UsageError(`user ${what} needs a NAME.`);
  if (rest.length > 0 || (what === 'list' && username !== undefined)) {
    throw new UsageError('Too many words. The password is not among them: it is asked for.');
  }
  const { role, jurisdiction, display, active, temporary = false } = values;
  if (active !== undefined && active !== 'on' && active !== 'off') throw new UsageError('--active on or off');
  if (what === 'add' && role === undefined) throw new UsageError('--role is needed.');
  if (what === 'set' && [role, jurisdiction, display, active].every((value) => value === undefined)) throw new UsageError('What is to be set?'); // prettier-ignore
  const code = jurisdiction === 'none' ? null : (jurisdiction ?? (what === 'add' ? null : undefined));
  const given = {
    role,
    jurisdiction: code,
    display,
    active: active === undefined ? undefined : active === 'on',
  };
  return { what, actor: userInfo().username, username, temporary, ...given };
}

function read(args: string[]) {
  const text = { type: 'string' } as const;
  const options = {
    role: text,
    jurisdiction: text,
    display: text,
    active: text,
    temporary: { type: 'boolean' },
  } as const;
  return readArguments(args, options);
}

async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return firstLine();
  const [password, again] = await askUnseen(['密码 Password: ', '再次输入 Again: ']);
  if (again !== password) throw new Error('两次输入不同。The two differ: nothing was changed.');
  return password!;
}

async function firstLine(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const line = Buffer.concat(chunks).toString('utf8').split(/\r?\n/)[0] ?? '';
  if (line === '') throw new UsageError('The password is expected on standard input.');
  return line;
}

/** Reads a line after each prompt without showing it. Ctrl-C ends the command. */
function askUnseen(prompts: readonly string[]): Promise<string[]> {
  const { stdin, stderr } = process;
  stdin.setRawMode(true); // before the first prompt: nothing that is typed at once is shown
  stdin.setEncoding('utf8');
  return new Promise((resolve) => {
    const lines: string[] = [];
    let typed: string[] = [];
    const finish = (): void => {
      stdin.off('data', take);
      stdin.setRawMode(false);
      stdin.pause();
    };
    const take = (text: string): void => {
      for (const character of text) {
        if (character === '\u0003') {
          finish();
          process.exit(130);
        } else if (character === '\r' || character === '\n') {
          stderr.write('\n');
          lines.push(typed.join(''));
          typed = [];
          if (lines.length === prompts.length) {
            finish();
            resolve(lines);
            return;
          }
          stderr.write(prompts[lines.length]!);
        } else if (character === '\u007F' || character === '\b') typed.pop();
        else typed.push(character);
      }
    };
    stdin.on('data', take);
    stderr.write(prompts[0]!);
  });
}
