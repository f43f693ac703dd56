import { mp } from '../i18n/maps.ts';
import { number, t } from '../i18n/t.ts';
import type { LayerId } from '../state/url.ts';
import type { Scene } from './scene.ts';
import { DATED } from './tilesets.ts';

/** Layers of which there is no other time than now. */
const UNDATED = ['divisions', 'labels', 'places', 'signs'] as const satisfies LayerId[];

type Shown = Pick<Scene, 'day' | 'layers' | 'tileSets'>;

/** What of the map is of the chosen day, and what is not; nothing where the map shows today. */
export function dayNotes({ day, layers, tileSets }: Shown): string[] {
  if (day === null) return [];
  const dated = DATED.flatMap((id) => {
    const set = tileSets[id];
    if (!layers.has(id) || set === undefined) return [];
    const name = t(`layers.${id}`);
    if (set.day !== day) return [mp('day.waiting', { name })];
    if (set.history === undefined) return [mp('day.failed', { name })];
    const { features, dated: n } = set.history;
    const text = n === 0 ? mp('day.none', { name }) : n < features ? mp('day.some', { name, n: number(features - n) }) : mp('day.all', { name }); // prettier-ignore
    return [id === 'markers' ? `${text}; ${mp('day.conditions')}` : text];
  });
  const undated = UNDATED.filter((id) => layers.has(id)).map((id) => t(`layers.${id}`));
  return [...dated, ...(undated.length > 0 ? [mp('day.now', { names: undated.join(t('app.comma')) })] : [])];
}

/** Of these, what is not, or not yet, of the chosen day though it could be. */
export function missingNotes({ day, layers, tileSets }: Shown): string[] {
  const isMissing = (id: (typeof DATED)[number]): boolean =>
    tileSets[id]?.day !== day || tileSets[id]?.history === undefined;
  return dayNotes({ day, layers: new Set(DATED.filter((id) => layers.has(id) && isMissing(id))), tileSets });
}
