import type { Context } from '../context.ts';
import { refreshDerived } from '../derived.ts';
import type { Edited } from './dataset.ts';

const waiting = new WeakMap<Context, Map<Edited, Promise<void>>>();

/**
 * Makes anew, after an edit and without keeping anybody waiting, what is made from all the data: distances, the tiles, the search keys of
 * facilities and markers. Edits that come while one round waits for its turn are taken by the same round.
 */
export function followEdit(context: Context, dataset: Edited): void {
  const rounds = waiting.get(context) ?? new Map<Edited, Promise<void>>();
  waiting.set(context, rounds);
  if (!rounds.has(dataset)) {
    const round = context
      .exclusive(async () => {
        rounds.delete(dataset);
        if (dataset !== 'places') await refreshDerived(context, 'features');
        await refreshDerived(context, 'search');
        await refreshDerived(context, 'coverage');
        await refreshDerived(context, 'road_reach');
      })
      .catch((error: unknown) =>
        context.log.error({ err: error }, 'derived data could not be rebuilt: the next start does it'),
      );
    rounds.set(dataset, round);
  }
  context.tiles?.refresh(dataset).catch((error: unknown) => context.log.error({ err: error }, 'tiles could not be rebuilt')); // prettier-ignore
}
