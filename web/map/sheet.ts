import { mp } from '../i18n/maps.ts';
import { day, number, t, word } from '../i18n/t.ts';
import { clocksShown, lineStates } from '../state/boundary-status.ts';
import { coverage } from '../state/coverage.ts';
import { loaded } from '../state/record.ts';
import { kinds, sources, status } from '../state/startup.ts';
import { coverageKind, state } from '../state/state.ts';
import { LAYERS } from '../state/url.ts';
import { currentScene } from './current-scene.ts';
import { coverageItems, layerItems, type LegendItem } from './legend.ts';
import { dayNotes } from './map-day.ts';
import { palettes } from './palette.ts';
import { scaleOf } from './scale.ts';
import type { Scene } from './scene.ts';
import { keyOf } from './sheet-map.ts';

/** What a picture or a printed map says beside the map itself. */
export interface LegendGroup {
  title: string;
  items: LegendItem[];
}

/** Paper is white: a map that leaves the screen is drawn by day, without what the pointer has done to it. */
export function sheetScene(grid: Scene['grid']): Scene {
  const scene = currentScene();
  return { ...scene, theme: 'light', palette: palettes.light, grid: scene.layers.has('grid') ? grid : null };
}

/** The title that is proposed: of the coverage, of the chosen division, of the region. */
export function sheetTitle(): string {
  const answer = coverageKind.value === null ? null : coverage.value;
  if (answer !== null) return mp('sheet.ofCoverage', { name: answer.kind.name, measure: t(`coverage.${state.value.measure}`) }); // prettier-ignore
  const found = loaded.value;
  if (found?.type === 'division') return mp('sheet.ofDivision', { name: found.data.name }); // prettier-ignore
  return mp('sheet.defaultTitle');
}

/** The legend of what the map shows, layer by layer. */
export function sheetLegend(scene: Scene, zoom: number, present: ReadonlySet<string>): LegendGroup[] {
  const groups: LegendGroup[] = [];
  const isThere = ({ mark }: LegendItem): boolean => {
    const key = keyOf(mark);
    return (
      key === null || present.has(key) || (/^facility\|.*\|off$/.test(key) && present.has('facility off'))
    );
  };
  const add = (title: string, items: LegendItem[]): void => {
    const shown = items.filter(isThere).map(({ mark, text }) => ({ mark, text }));
    if (shown.length > 0) groups.push({ title, items: shown });
  };
  if (scene.coverage !== null) {
    const { answer, measure } = scene.coverage;
    add(`${t('layers.coverage')}: ${answer.kind.name}`, coverageItems(answer, measure, scene.palette));
  }
  if (clocksShown.value && lineStates.value !== null) add(t('layers.status'), Object.keys(lineStates.value.counts).map((id) => ({ mark: { clock: id }, text: word('clock', id) }))); // prettier-ignore
  for (const id of LAYERS) if (scene.layers.has(id)) add(t(`layers.${id}`), layerItems(id, zoom, kinds.value, state.value.lang, scene.found && scene.palette.select)); // prettier-ignore
  return groups;
}

const decoded = (html: string): string => new DOMParser().parseFromString(html, 'text/html').body.textContent ?? ''; // prettier-ignore

/** Coordinates, sources, days, 审图号, and what the map is not: each line must stand on the sheet. */
export function sheetLines(scene: Scene): string[] {
  const now = status.value;
  const credits = [...sources.value.values()].filter(({ attribution }) => attribution !== null).map(({ attribution, dataDate }) => dataDate !== null && !attribution!.includes(dataDate) ? `${attribution} (${dataDate})` : attribution!); // prettier-ignore
  const ofTiles = Object.values(scene.tileSets).flatMap(({ attribution }) => decoded(attribution).split(' · ')).filter((text) => text !== '' && !text.startsWith('审图号')); // prettier-ignore
  const usesTianditu = scene.tianditu !== null && scene.base.startsWith('tdt-');
  const all = new Set([...credits, ...ofTiles, ...(usesTianditu ? ['天地图'] : [])]);
  const shown = (now?.datasets ?? []).filter(({ id }) => id in scene.tileSets || (id === 'coverage' && scene.coverage !== null)); // prettier-ignore
  const newest = shown.map(({ updatedAt }) => updatedAt).sort().at(-1) ?? null; // prettier-ignore
  const notes = dayNotes(scene);
  return [
    ...(notes.length > 0 ? [`${mp('day.line', { day: scene.day })} (${notes.join('; ')})`] : []),
    mp('sheet.crs'),
    mp('sheet.source', { text: [...all].join('; ') }),
    [mp('sheet.date', { day: day(newest) }), mp('sheet.made', { day: new Date().toLocaleDateString('sv-SE') })].join(' · '), // prettier-ignore
    [
      now?.mapReview ? mp('sheet.review', { n: now.mapReview }) : mp('sheet.noReview'),
      ...(usesTianditu ? [mp('base.review', { n: scene.tianditu!.review })] : []),
      mp('sheet.note'),
      ...(now?.notice ? [mp('sheet.sample')] : []),
    ].join(' · '),
  ];
}

const digits = 3;
/** 1:N with three digits that count, as a scale is spoken of. */
const rough = (scale: number): string => number(Number(scale.toPrecision(digits)));

/** The scale at the centre; where it differs by more than 1 % across the sheet, also at its edges. */
export function scaleText(scale: number, { zoom, south, north }: { zoom: number; south: number; north: number }): string {
  const text = mp('sheet.scaleAt', { n: number(scale) });
  const [atNorth, atSouth] = [scaleOf(north, zoom), scaleOf(south, zoom)];
  return Math.abs(atSouth / atNorth - 1) < 0.01 ? text : `${text} (${mp('sheet.scaleRange', { north: rough(atNorth), south: rough(atSouth) })})`;
} // prettier-ignore

/** 呼和浩特市行政区划与地名图 2026-11-29: without what a file name must not have. */
export const fileName = (title: string, suffix: string): string =>
  `${
    title
      .replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 80) || 'map'
  } ${new Date().toLocaleDateString('sv-SE')}${suffix}`;
