import type { Outcome, ScenarioBasis } from '../../server/api/scenarios.ts';
import { unpackGround, type Ground } from '../../server/coverage/shared/ground.ts';
import { nextSites, type Site, type SitesQuestion } from '../../server/coverage/shared/next-sites.ts';
import { computeOutcome, type Question } from '../../server/coverage/shared/what-if.ts';

/** What the page asks of the worker that computes scenarios. `id` comes back with the answer. */
export type Asked =
  | { id: number; type: 'load'; basis: ScenarioBasis; ground: ArrayBuffer }
  | { id: number; type: 'outcome'; question: Question }
  | { id: number; type: 'sites'; question: SitesQuestion };
export type Answered =
  | { id: number; type: 'load' }
  | { id: number; type: 'outcome'; outcome: Outcome; ms: number }
  | { id: number; type: 'sites'; sites: Site[]; ms: number }
  | { id: number; type: 'failed'; why: string };

let loaded: { basis: ScenarioBasis; ground: Ground } | null = null;

function answer(asked: Asked): Answered {
  const { id } = asked;
  if (asked.type === 'load') {
    loaded = { basis: asked.basis, ground: unpackGround(asked.ground) };
    return { id, type: 'load' };
  }
  if (loaded === null) throw new Error('no settlements are loaded');
  const { basis, ground } = loaded;
  const begun = performance.now();
  if (asked.type === 'outcome') {
    const outcome = computeOutcome(basis, ground, asked.question);
    return { id, type: 'outcome', outcome, ms: performance.now() - begun };
  }
  const sites = nextSites(basis, ground, asked.question);
  return { id, type: 'sites', sites, ms: performance.now() - begun };
}

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  try {
    postMessage(answer(data));
  } catch (error) {
    postMessage({ id: data.id, type: 'failed', why: error instanceof Error ? error.message : String(error) });
  }
});
