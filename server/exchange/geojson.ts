import type { ExportRow, Extract } from './extract.ts';

/** A FeatureCollection, feature by feature. What the head of a table says stands in its members. */
export async function* geojsonFile(extract: Extract): AsyncGenerator<string> {
  const { filter, at, sources } = extract.about;
  const head = {
    type: 'FeatureCollection',
    name: extract.layer,
    crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } },
    numberMatched: extract.total,
    timeStamp: at,
    filter,
    sources,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"features":[`;
  let joint = '\n';
  for await (const rows of extract.slices()) {
    if (rows.length === 0) continue;
    yield joint + rows.map((row) => featureText(row, extract)).join(',\n');
    joint = ',\n';
  }
  yield '\n]}\n';
}

/** One feature a line (RFC 8142 without the record separators: GDAL and the import read both). */
export async function* geojsonlFile(extract: Extract): AsyncGenerator<string> {
  for await (const rows of extract.slices())
    if (rows.length > 0) yield `${rows.map((row) => featureText(row, extract)).join('\n')}\n`;
}

function featureText({ id, cells, geometry }: ExportRow, { columns }: Extract): string {
  const properties: Record<string, unknown> = {};
  for (const [index, { id: name }] of columns.entries()) properties[name] = cells[index];
  return JSON.stringify({ type: 'Feature', id, geometry, properties });
}
