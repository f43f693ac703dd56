import type { Audience } from '../accounts/audience.ts';
import type { SearchHit } from '../api/search.ts';
import type { DivisionRef } from '../api/record.ts';
import type { Db } from '../database/open.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { kinds, terminator } from '../places/keys.ts';
import type { Ranked } from './direct.ts';
import { explain, tierOf, type Pass } from './explain.ts';
import { featureTypes, readUid, type FeatureType } from './features.ts';
import { featuresById, placesById, type FeatureRow, type PlaceRow, type Versions } from './hydrate.ts';

/** An answer and how it was found. */
export interface Answer extends Ranked {
  pass: Pass;
  text: string; // what was looked up
}

/** Puts names, places and reasons to answers, in their order. One query for the places, one more for each other type. */
export async function dress(
  db: Db,
  answers: readonly Answer[],
  audience: Audience,
  versions: Versions,
): Promise<SearchHit[]> {
  if (answers.length === 0) return [];
  const wantedIds = (wanted: string): number[] =>
    answers.map(({ uid }) => readUid(uid)).flatMap(({ type, id }) => (type === wanted ? [id] : []));
  const placeIds = wantedIds('place');
  const features = new Map<string, FeatureRow>();
  // Asked at once: on PostgreSQL the answers come from several connections.
  const [rows] = await Promise.all([
    placeIds.length === 0 ? [] : placesById(db, placeIds, audience),
    ...featureTypes.map(async (type) => {
      const wanted = wantedIds(type);
      if (wanted.length === 0) return;
      for (const row of await featuresById(db, type, wanted, audience)) features.set(`${type} ${row.id}`, row); // prettier-ignore
    }),
  ]);
  const places = new Map<number, PlaceRow>(rows.map((row) => [row.id, row]));
  const tree = await divisionTree(db, versions.divisions_version);
  return answers.flatMap((answer): SearchHit[] => {
    const { type, id } = readUid(answer.uid);
    const place = places.get(id);
    if (type === 'place') return place === undefined ? [] : [placeHit(place, answer, tree)];
    const feature = features.get(`${type} ${id}`);
    return feature === undefined ? [] : [featureHit(type as FeatureType, feature, answer, tree)];
  });
}

function placeHit(place: PlaceRow, answer: Answer, tree: DivisionTree): SearchHit {
  const division = place.denotes === null ? undefined : tree.get(place.denotes);
  return {
    type: place.denotes === null ? 'place' : 'division',
    id: place.denotes ?? String(place.id),
    name: place.name,
    detail: division?.kind ?? place.class_name ?? place.class_code,
    roman: place.roman,
    mongolian: place.mongolian,
    path:
      place.denotes === null
        ? tree.pathOf(place.division_code)
        : tree.pathOf(place.denotes).filter(({ code }) => code !== place.denotes),
    point: place.point,
    bbox: division?.bbox ?? null,
    sample: place.sample,
    why: explain(place, answer, answer.text, answer.pass),
  };
}

const lineLevels: Readonly<Record<string, string>> = { national: '国界', province: '省级界线', prefecture: '地级界线', county: '县级界线', unclassified: '未分类界线' }; // prettier-ignore

function featureHit(type: FeatureType, row: FeatureRow, answer: Answer, tree: DivisionTree): SearchHit {
  return {
    type,
    id: row.code,
    name: row.name,
    detail: type === 'boundary-line' ? (lineLevels[row.detail ?? ''] ?? '界线') : (row.detail ?? ''),
    roman: null,
    mongolian: null,
    path: commonPath(row.divisions.flatMap((code) => (code === null ? [] : [tree.pathOf(code)]))),
    point: row.point,
    bbox: row.bbox,
    sample: row.sample,
    why: featureWhy(row, answer),
  };
}

/** The divisions that both sides lie in. */
const commonPath = ([first = [], ...others]: DivisionRef[][]): DivisionRef[] =>
  first.filter(({ code }) => others.every((path) => path.some((step) => step.code === code)));

function featureWhy(row: FeatureRow, answer: Answer): SearchHit['why'] {
  if (answer.kind === kinds.code) {
    const number = answer.key.replace(terminator, '');
    const name = number === row.name.toLowerCase() ? row.name : number;
    return {
      tier: tierOf(answer, answer.text, answer.pass),
      by: 'number',
      of: 'standard',
      official: null,
      name,
      highlight: [0, Math.min([...answer.text].length, [...name].length)],
    };
  }
  const names = { name: row.name, roman: null, mongolian: null, denotes: null, names: [] };
  return explain(names, answer, answer.text, answer.pass);
}
