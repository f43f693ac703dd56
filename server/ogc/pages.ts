import { escapeHtml } from '../http/html.ts';
import type { Collection } from './collection.ts';
import { ogcCrs } from './crs.ts';
import { anchor, code, facts, list, paragraph, table, type Page } from './page.ts';
import type { Extent } from './query.ts';
import type { Link, Place } from './reply.ts';

const home = (place: Place): [string, string] => [place.at(''), 'OGC API'];
const asHtml = (href: string): string => (href.includes('?') ? href : `${href}?f=html`);

/** Each page once, though JSON may have it under several relations. */
function linkList(links: readonly Link[]): string {
  const others = links.filter(({ rel }) => rel !== 'self' && rel !== 'alternate');
  const byHref = new Map(others.map(({ href, title, rel }) => [asHtml(href), title ?? rel]));
  return list([...byHref].map(([href, title]) => anchor(href, title)));
}

export const landingHtml = (document: Record<string, unknown>, place: Place): Page => ({
  title: 'OGC API',
  path: [],
  html: `${paragraph(String(document['description']))}${linkList(document['links'] as Link[])}
<h2>在 GIS 软件中使用 In GIS software</h2>
${facts([
  ['QGIS', `图层 › 添加 WFS / OGC API 要素图层 Layer › Add WFS / OGC API Features Layer: ${code(place.at(''))}`],
  ['GDAL', code(`ogr2ogr places.gpkg OAPIF:${place.at('')} places -oo PAGE_SIZE=10000`)],
])}${typeof document['attribution'] === 'string' ? paragraph(document['attribution']) : ''}`,
}); // prettier-ignore

export const conformanceHtml = (classes: readonly string[], place: Place): Page => ({
  title: '符合性声明 Conformance classes',
  path: [home(place)],
  html: list(classes.map(code)),
});

export const collectionsHtml = (collections: readonly Collection[], place: Place): Page => ({
  title: '数据集 Collections',
  path: [home(place)],
  html: table(
    ['数据集 Collection', 'id', '说明 Description'],
    collections.map(({ id, title, description }) => [anchor(`${place.at(`/collections/${id}`)}?f=html`, title), code(id), escapeHtml(description)]), // prettier-ignore
  ),
});

export function collectionHtml(collection: Collection, { box, from, to }: Extent, links: readonly Link[], place: Place): Page {
  const where = box === null ? '没有位置 Nothing has a position' : code(box.map((value) => value.toFixed(4)).join(', '));
  const when = collection.time === undefined ? [] : [['时间 Time', `${code(from ?? '..')} – ${code(to ?? '..')}`] as const];
  return {
    title: collection.title,
    path: [home(place), [`${place.at('/collections')}?f=html`, '数据集 Collections']],
    html: `${paragraph(collection.description)}${linkList(links)}
${facts([['id', code(collection.id)], ['范围 Extent (西 W, 南 S, 东 E, 北 N)', where], ...when])}
<details><summary>坐标系 CRS (${ogcCrs.length})</summary>${list(ogcCrs.map(({ uri, crs, northFirst }) => `${code(uri)} ${escapeHtml(crs.name)}${northFirst ? ' · 纬度或北坐标在前 latitude or northing first' : ''}`))}</details>`,
  };
} // prettier-ignore

/** The properties of a JSON Schema as a table. */
export function schemaHtml(title: string, collection: Collection, schema: Record<string, unknown>, place: Place): Page {
  const properties = schema['properties'] as Record<string, { title?: string; type?: string; format?: string; enum?: string[] }>;
  return {
    title: `${collection.title} · ${title}`,
    path: [home(place), [`${place.at('/collections')}?f=html`, '数据集 Collections'], [`${place.at(`/collections/${collection.id}`)}?f=html`, collection.title]],
    html: `${table(
      ['属性 Property', '含义 Meaning', '类型 Type', '取值 Values'],
      Object.entries(properties).map(([name, each]) => [code(name), escapeHtml(each.title ?? ''), escapeHtml(each.format ?? each.type ?? ''), (each.enum ?? []).map(code).join(' ')]),
    )}<p>${anchor(place.here({ f: 'json' }), 'JSON Schema')}</p>`,
  };
} // prettier-ignore

interface Described {
  get: { operationId: string; summary: string; parameters: { name?: string; $ref?: string }[] };
}
export function apiHtml(document: Record<string, unknown>, place: Place): Page {
  const paths = Object.entries(document['paths'] as Record<string, Described>);
  return {
    title: '接口说明 API documentation',
    path: [home(place)],
    html: `${table(
      ['GET', '操作 Operation', '参数 Parameters'],
      paths.map(([path, { get }]) => [code(path), escapeHtml(get.summary), get.parameters.map(({ name, $ref }) => code(name ?? $ref!.split('/').at(-1)!)).join(' ')]),
    )}<p>${anchor(place.here({ f: 'json' }), 'OpenAPI 3.0')}</p>`,
  };
} // prettier-ignore
