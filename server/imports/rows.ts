import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { parse } from 'csv-parse';
import type { FeatureCollection, Geometry } from 'geojson';
import { ImportRefused } from './report.ts';

/** One row of a file: its place in the file, its cells by lower-case header, and its geometry if the format has one. */
export interface Row {
  line: number; // 1-based line, or the number of the feature
  fields: Record<string, string>;
  geometry: Geometry | null;
}

const largest = 1_000_000; // characters in one cell or line

/**
 * Reads a file row by row: GeoJSON, CSV (comma or semicolon) or TSV, UTF-8 with or without a byte order mark.
 * @throws ImportRefused when the format is not known or the file cannot be read as it
 */
export async function* readRows(file: string): AsyncGenerator<Row> {
  const kind = extname(file).toLowerCase();
  if (kind === '.geojson' || kind === '.json') yield* readFeatures(file);
  else if (kind === '.csv') yield* readDelimited(file, [',', ';']);
  else if (kind === '.tsv' || kind === '.txt' || kind === '.tab') yield* readDelimited(file, ['\t']);
  else
    throw new ImportRefused(
      `${file}: the format ${kind || '(none)'} is not known. Use .geojson, .csv or .tsv.`,
    );
}

async function* readFeatures(file: string): AsyncGenerator<Row> {
  let document: FeatureCollection;
  try {
    document = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, '')) as FeatureCollection;
  } catch (error) {
    throw new ImportRefused(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (document.type !== 'FeatureCollection' || !Array.isArray(document.features)) {
    throw new ImportRefused(`${file} is not a GeoJSON FeatureCollection.`);
  }
  for (const [index, feature] of document.features.entries()) {
    const fields: Record<string, string> = {};
    if (feature.id !== undefined) fields['id'] = String(feature.id);
    for (const [name, value] of Object.entries(feature.properties ?? {})) {
      if (value !== null && value !== undefined) fields[name.toLowerCase()] = typeof value === 'object' ? JSON.stringify(value) : String(value); // prettier-ignore
    }
    yield { line: index + 1, fields, geometry: feature.geometry };
  }
}

async function* readDelimited(file: string, delimiter: string[]): AsyncGenerator<Row> {
  const parser = createReadStream(file).pipe(
    parse({
      bom: true,
      delimiter,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      info: true,
      max_record_size: largest,
      relax_quotes: delimiter[0] === '\t',
      quote: delimiter[0] === '\t' ? null : '"',
      skip_empty_lines: true,
    }),
  );
  try {
    for await (const item of parser as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>) {
      yield { line: item.info.lines, fields: item.record, geometry: null };
    }
  } catch (error) {
    throw new ImportRefused(`${file} cannot be read: ${(error as Error).message}`);
  }
}
