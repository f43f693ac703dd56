import type { Geometry } from 'geojson';
import { escapeHtml } from '../http/html.ts';
import type { Collection } from './collection.ts';
import { anchor, code, facts, paragraph, table, type Page } from './page.ts';
import type { Row } from './query.ts';
import type { Place } from './reply.ts';

const shownColumns = 8; // of a table; the page of a feature has them all

const crumbs = (place: Place, { id, title }: Collection): [string, string][] => [
  [place.at(''), 'OGC API'],
  [place.at('/collections'), '数据集 Collections'],
  [place.at(`/collections/${id}`), title],
];

const plain = (value: unknown): string =>
  value === null || value === undefined ? '' : escapeHtml(Array.isArray(value) ? value.join(', ') : value);

interface Shown {
  total: number;
  limit: number;
  place: Place;
  next: string | null;
}

/** A page of features as a table. */
export function itemsPage(collection: Collection, rows: readonly Row[], { total, limit, place, next }: Shown): Page {
  // traditional Mongolian runs downwards: it would make every line as tall as its longest word
  const shown = collection.properties.flatMap(({ name, title }, index) => (name === 'mongolian' ? [] : [{ title, index }])).slice(0, shownColumns);
  const lines = rows.map((row) => [
    anchor(`${place.at(`/collections/${collection.id}/items/${row.key}`)}?f=html`, String(row.key)),
    ...shown.map(({ index }) => plain(row.values[index])),
  ]);
  const onward = next === null ? '' : `<p>${anchor(place.here({ next }), '下一页 Next page ›')}</p>`;
  return {
    title: `${collection.title} · 要素 Features`,
    path: crumbs(place, collection),
    html: `${paragraph(`共 ${total} 个要素, 每页最多 ${limit} 个。${total} features, at most ${limit} a page.`)}
${rows.length === 0 ? paragraph('没有符合条件的要素。No feature matches.') : table(['id', ...shown.map(({ title }) => title)], lines)}
${onward}<p>${anchor(place.here({ f: 'geojson' }), 'GeoJSON')}</p>`,
  };
} // prettier-ignore

/** Everything that is known of a feature. */
export function itemPage(collection: Collection, row: Row, place: Place): Page {
  const geometry = row.geometry === null ? null : (JSON.parse(row.geometry) as Geometry);
  const where =
    geometry === null
      ? '位置不详 No known position'
      : geometry.type === 'Point'
        ? code(geometry.coordinates.join(', '))
        : escapeHtml(geometry.type);
  return {
    title: `${collection.title} · ${row.key}`,
    path: [...crumbs(place, collection), [`${place.at(`/collections/${collection.id}/items`)}?f=html`, '要素 Features']], // prettier-ignore
    html: `${facts([
      ...collection.properties.map(
        ({ name, title }, index) =>
          [
            title,
            name === 'mongolian'
              ? `<span lang="mn-Mong">${plain(row.values[index])}</span>`
              : plain(row.values[index]),
          ] as const,
      ),
      ['几何 Geometry', where],
    ])}<p>${anchor(place.here({ f: 'geojson' }), 'GeoJSON')}</p>`,
  };
}
