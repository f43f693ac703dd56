import type { Audience } from '../accounts/audience.ts';
import type { Context } from '../context.ts';
import type { Collection } from './collection.ts';
import { crs84Uri, ogcCrs, storageCrs } from './crs.ts';
import { createKnown } from './known.ts';
import { extentOf, type Extent } from './query.ts';
import { types, type Link, type Place } from './reply.ts';

type Json = Record<string, unknown>;

const title = 'Nutag 行政区划与地名地图服务';
const description =
  '行政区划、界线、界桩、地名与民政设施。Divisions, boundary lines and markers, place names and civil-affairs facilities.';
const ogcRel = 'http://www.opengis.net/def/rel/ogc/1.0';

const extents = createKnown<Extent>();
export const extentFor = ({ db }: Context, collection: Collection, audience: Audience): Promise<Extent> =>
  extents(db, collection, audience, () => extentOf(db, collection, audience));

export const landingPage = (place: Place, attribution: string): Json => ({
  title,
  description,
  ...(attribution === '' ? {} : { attribution }),
  links: [
    ...place.own(types.json),
    { rel: 'service-desc', type: types.openapi, title: '接口定义 API definition', href: place.at('/api') },
    { rel: 'service-doc', type: types.html, title: '接口说明 API documentation', href: `${place.at('/api')}?f=html` }, // prettier-ignore
    { rel: 'conformance', type: types.json, title: '符合性声明 Conformance classes', href: place.at('/conformance') }, // prettier-ignore
    { rel: `${ogcRel}/conformance`, type: types.json, title: '符合性声明 Conformance classes', href: place.at('/conformance') }, // prettier-ignore
    { rel: 'data', type: types.json, title: '数据集 Collections', href: place.at('/collections') },
    { rel: `${ogcRel}/data`, type: types.json, title: '数据集 Collections', href: place.at('/collections') },
    { rel: `${ogcRel}/tilesets-vector`, type: types.json, title: '矢量瓦片 Vector tiles', href: place.at('/tiles') }, // prettier-ignore
    { rel: `${ogcRel}/tiling-schemes`, type: types.json, title: '瓦片方案 Tile matrix sets', href: place.at('/tileMatrixSets') }, // prettier-ignore
  ] satisfies Link[],
});

function collectionLinks(place: Place, { id, tiles }: Collection): Link[] {
  const own = (path: string): string => place.at(`/collections/${id}${path}`);
  const schema = { type: types.schema, title: '属性结构 Schema' };
  return [
    { rel: 'items', type: types.geojson, title: '要素 Features', href: own('/items') },
    { rel: 'items', type: types.html, title: '要素网页 Features as HTML', href: `${own('/items')}?f=html` },
    { rel: `${ogcRel}/queryables`, type: types.schema, title: '可查询属性 Queryables', href: own('/queryables') }, // prettier-ignore
    { rel: `${ogcRel}/schema`, ...schema, href: own('/schema') },
    { rel: 'describedBy', ...schema, title: 'GeoJSON 结构 GeoJSON schema', href: own('/feature-schema') },
    ...(tiles === undefined ? [] : [{ rel: `${ogcRel}/tilesets-vector`, type: types.json, title: '矢量瓦片 Vector tiles', href: own('/tiles') }]), // prettier-ignore
  ];
}

/** A collection as in the list, without links to itself. */
export function collectionDocument(collection: Collection, { box, from, to }: Extent, place: Place): Json {
  const { id, title: name, description: what, time } = collection;
  const spatial = box === null ? {} : { spatial: { bbox: [box], crs: crs84Uri } };
  const temporal = time === undefined ? {} : { temporal: { interval: [[from, to]] } };
  return {
    id,
    title: name,
    description: what,
    itemType: 'feature',
    extent: { ...spatial, ...temporal },
    crs: ogcCrs.map(({ uri }) => uri),
    storageCrs,
    links: collectionLinks(place, collection),
  };
}

/** With links to itself in front. */
export const withOwnLinks = (document: Json, place: Place): Json => ({
  ...document,
  links: [...place.own(types.json), ...(document['links'] as Link[])],
});
