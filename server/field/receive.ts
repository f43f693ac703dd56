import type { Account } from '../accounts/account.ts';
import { fieldContents, type FieldOutcome, type FieldRecordType } from '../api/field.ts';
import { MarkerEventFlag } from '../api/marker-events.ts';
import type { Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { badRequest, type Problem, toProblem } from '../http/problem.ts';
import { recordMeetingCheck, recordSegmentCheck } from '../inspections/record-check.ts';
import { recordEvent } from '../markers/record-event.ts';

interface Sent {
  type: FieldRecordType;
  content: { uuid: string };
}
interface Recorded {
  id: number;
  isNew: boolean;
  flags?: string[];
}

/**
 * Takes records one by one, each in its own transaction: what is in stays in, whatever becomes of the rest. A fault of ours or of the
 * database ends the whole, so that it is sent again; a refusal is told with its record.
 * @throws Problem 5xx
 */
export async function receive(
  context: Context,
  account: Account,
  actor: Actor,
  records: readonly Sent[],
): Promise<FieldOutcome[]> {
  const outcomes: FieldOutcome[] = [];
  for (const { type, content } of records) {
    const { uuid } = content;
    try {
      const { id, isNew, flags = [] } = await record[type](context, account, actor, content);
      outcomes.push({ uuid, state: isNew ? 'recorded' : 'already', id, flags: flags.filter(isFlag), problem: null }); // prettier-ignore
    } catch (error) {
      outcomes.push({ uuid, state: 'refused', id: null, flags: [], problem: refusalOf(toProblem(error, context.log)) }); // prettier-ignore
    }
  }
  return outcomes;
}

type Recorder = (context: Context, account: Account, actor: Actor, content: unknown) => Promise<Recorded>;

const record: Readonly<Record<FieldRecordType, Recorder>> = {
  'marker-event': async (context, account, actor, content) =>
    recordEvent(context, account, actor, { ...checked('marker-event', content), channel: 'field' }),
  'segment-check': async (context, account, actor, content) =>
    recordSegmentCheck(context, account, actor, { ...checked('segment-check', content), channel: 'field' }),
  'meeting-check': async (context, account, actor, content) =>
    recordMeetingCheck(context, account, actor, { ...checked('meeting-check', content), channel: 'field' }),
};

/** By the rules of the record's own operation. @throws Problem 400 */
function checked<T extends FieldRecordType>(type: T, content: unknown): ReturnType<(typeof fieldContents)[T]['parse']> {
  const parsed = fieldContents[type].safeParse(content);
  if (parsed.success) return parsed.data as ReturnType<(typeof fieldContents)[T]['parse']>;
  const errors = parsed.error.issues.map(({ path, message }) => ({ where: path.join('.'), what: message }));
  throw badRequest(`记录不合规定。The record is not as it must be: ${errors.map(({ where, what }) => `${where} ${what}`).join('; ')}`, errors); // prettier-ignore
} // prettier-ignore

const isFlag = (flag: string): flag is MarkerEventFlag => MarkerEventFlag.safeParse(flag).success;

/** @throws Problem 5xx: to be sent again */
function refusalOf(problem: Problem): FieldOutcome['problem'] {
  if (problem.status >= 500) throw problem;
  const { status, title, message, errors = [] } = problem;
  return { status, title, detail: message, errors };
}
