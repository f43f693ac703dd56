import { mp } from '../i18n/maps.ts';
import { number, t } from '../i18n/t.ts';
import { layers, mapDay } from '../state/state.ts';
import type { LayerId } from '../state/url.ts';
import { DATED, datedSets, tileSets } from './tilesets.ts';

/** Layers of which there is no other time than now. */
const UNDATED = ['divisions', 'labels', 'places', 'signs'] as const satisfies LayerId[];

/** What of the map is of the chosen day, and what is of today all the same; nothing where the map shows today. @param shown the layers that it has */
export function dayNotes(shown: ReadonlySet<LayerId> = layers.value): string[] {
  if (mapDay.value === null) return [];
  const dated = DATED.filter((id) => shown.has(id) && tileSets.value[id] !== undefined).map((id) => {
    const name = t(`layers.${id}`);
    const history = datedSets.value[id]?.history;
    if (history === undefined) return mp('day.failed', { name });
    const { features, dated: n } = history;
    const text = n === 0 ? mp('day.none', { name }) : n < features ? mp('day.some', { name, n: number(features - n) }) : mp('day.all', { name }); // prettier-ignore
    return id === 'markers' ? `${text}; ${mp('day.conditions')}` : text;
  });
  const undated = UNDATED.filter((id) => shown.has(id)).map((id) => t(`layers.${id}`));
  return [...dated, ...(undated.length > 0 ? [mp('day.now', { names: undated.join('、') })] : [])];
}
