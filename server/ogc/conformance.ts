const features = 'http://www.opengis.net/spec/ogcapi-features';
const cql2 = 'http://www.opengis.net/spec/cql2/1.0/conf';
const tiles = 'http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf';
const common = 'http://www.opengis.net/spec/ogcapi-common';

/** The conformance classes that are claimed; test/database/ogc-*.test.ts has a test of each. */
export const conformsTo: readonly string[] = [
  `${common}-1/1.0/conf/core`,
  `${common}-1/1.0/conf/landing-page`,
  `${common}-1/1.0/conf/json`,
  `${common}-1/1.0/conf/html`,
  `${common}-1/1.0/conf/oas30`,
  `${common}-2/1.0/conf/collections`,
  `${features}-1/1.0/conf/core`,
  `${features}-1/1.0/conf/geojson`,
  `${features}-1/1.0/conf/html`,
  `${features}-1/1.0/conf/oas30`,
  `${features}-2/1.0/conf/crs`,
  `${features}-3/1.0/conf/queryables`,
  `${features}-3/1.0/conf/queryables-query-parameters`,
  `${features}-3/1.0/conf/filter`,
  `${features}-3/1.0/conf/features-filter`,
  `${features}-5/1.0/conf/schemas`,
  `${cql2}/cql2-text`,
  `${cql2}/cql2-json`,
  `${cql2}/basic-cql2`,
  `${cql2}/advanced-comparison-operators`,
  `${cql2}/case-insensitive-comparison`,
  `${cql2}/property-property`,
  `${cql2}/basic-spatial-functions`,
  `${cql2}/basic-spatial-functions-plus`,
  `${cql2}/basic-spatial-operators`, // its name in drafts, which QGIS asks for
  `${cql2}/spatial-functions`,
  `${cql2}/temporal-functions`,
  `${tiles}/core`,
  `${tiles}/tileset`,
  `${tiles}/tilesets-list`,
  `${tiles}/dataset-tilesets`,
  `${tiles}/geodata-tilesets`,
  `${tiles}/mvt`,
  `${tiles}/oas30`,
  'http://www.opengis.net/spec/tms/2.0/conf/tilematrixset',
  'http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset',
];
