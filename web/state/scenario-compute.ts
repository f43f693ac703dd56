import type { Outcome, ScenarioBasis, ScenarioChange } from '../../server/api/scenarios.ts';
import type { Site, SitesQuestion } from '../../server/coverage/shared/next-sites.ts';
import type { Question } from '../../server/coverage/shared/what-if.ts';
import { addressOf, ApiError, call, problemOf } from '../api.ts';
import type { Answered, Asked } from './scenario-worker.ts';

type Sent = Asked extends infer A ? (A extends { id: number } ? Omit<A, 'id'> : never) : never;

let worker: Worker | null = null;
let last = 0;
const waiting = new Map<number, { resolve: (answer: Answered) => void; reject: (error: Error) => void }>();

function start(): Worker {
  const made = new Worker(new URL('./scenario-worker.ts', import.meta.url), { type: 'module' });
  made.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.type === 'failed') asked?.reject(new Error(data.why));
    else asked?.resolve(data);
  });
  made.addEventListener('error', ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  });
  return made;
}

function send(asked: Sent, transfer: Transferable[] = []): Promise<Answered> {
  worker ??= start();
  const id = (last += 1);
  worker.postMessage({ ...asked, id }, transfer);
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

/** Reads what a kind is computed from, both parts of one version, and hands it to the worker. */
export async function loadKind(kind: string, signal: AbortSignal): Promise<ScenarioBasis> {
  for (let attempt = 0; ; attempt += 1) {
    const basis = await call('getScenarioBasis', { kind }, signal);
    const response = await fetch(addressOf('getScenarioGround', { kind }), { signal });
    if (!response.ok) throw new ApiError(response.status, `HTTP ${response.status}`);
    const ground = await response.arrayBuffer();
    const isSame = response.headers.get('etag')?.includes(basis.version) === true;
    if (!isSame && attempt < 2) continue; // something was edited between the two
    signal.throwIfAborted();
    await send({ type: 'load', basis, ground }, [ground]);
    return basis;
  }
}

/** Seconds by road of every settlement once the changes were made, with the version of the basis that they belong to. */
export async function askTimes(kind: string, changes: ScenarioChange[]): Promise<{ seconds: Int32Array; version: string }> {
  const body = { kind, changes };
  const response = await fetch(addressOf('getScenarioTimes', { body }), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw await problemOf(response);
  return { seconds: new Int32Array(await response.arrayBuffer()), version: response.headers.get('etag')?.replaceAll(/^W\/|"/g, '') ?? '' };
} // prettier-ignore

export async function askOutcome(question: Question): Promise<{ outcome: Outcome; ms: number }> {
  const answer = await send({ type: 'outcome', question });
  if (answer.type !== 'outcome') throw new Error(answer.type);
  return answer;
}

export async function askSites(question: SitesQuestion): Promise<{ sites: Site[]; ms: number }> {
  const answer = await send({ type: 'sites', question });
  if (answer.type !== 'sites') throw new Error(answer.type);
  return answer;
}
