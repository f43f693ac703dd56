import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { manageImports } from '../imports/manage.ts';
import { runHereOrThere } from './context.ts';
import { UsageError, type Command } from './nutag.ts';

export const imports: Command = {
  summary: 'list imports, show one, cancel it, roll it back',
  help: `Usage: npm run nutag -- imports [list]
       npm run nutag -- imports show ID [REPORT.csv]
       npm run nutag -- imports cancel ID
       npm run nutag -- imports roll-back ID

Who has imported what, when, with which result. roll-back puts back what the newest import of a kind and source has replaced.

Exit codes: 0 done, 1 refused, 2 wrong usage.`,
  run: (args) => {
    const words = [userInfo().username, ...parse(args)];
    return runHereOrThere(readConfig(), { command: 'imports', args: words }, (context, say) =>
      manageImports(context, words, say),
    );
  },
};

function parse([what = 'list', id, report, ...rest]: string[]): string[] {
  if (what === 'list' && id === undefined) return [what];
  if (!['show', 'cancel', 'roll-back'].includes(what)) throw new UsageError(`imports ${what} is not known.`);
  if (id === undefined || !/^\d{1,9}$/.test(id))
    throw new UsageError(`imports ${what} needs the number of a job.`);
  if (rest.length > 0 || (report !== undefined && what !== 'show')) throw new UsageError('Too many words.');
  return [what, id, ...(report === undefined ? [] : [resolve(report)])];
}
