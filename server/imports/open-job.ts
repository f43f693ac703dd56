import type { ImportOptions, ImportPreview } from '../api/imports.ts';
import type { Config } from '../config.ts';
import { CrsError, type Crs } from '../crs/crs.ts';
import { parseCrs } from '../crs/registry.ts';
import { mapColumns, type Columns } from './columns.ts';
import { openSource } from './formats/open.ts';
import type { SourceTable } from './formats/format.ts';
import type { Kind } from './kind.ts';
import { createPositionReader, type PositionReader } from './position.ts';
import { ImportRefused } from './report.ts';

export interface Opened {
  source: SourceTable;
  columns: Columns;
  crs: Crs | null;
  crsFrom: NonNullable<ImportPreview['crs']>['from'];
  position: PositionReader;
}

/**
 * Opens the file of a job: its format, its columns, its reference system, with what the options say going first.
 * @throws ImportRefused when it cannot be read, or the options do not fit it
 */
export async function openJob(
  config: Config,
  kind: Kind,
  file: { path: string; name: string },
  options: ImportOptions,
): Promise<Opened> {
  const source = await openSource(file.path, {
    name: file.name,
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(options.layer === undefined ? {} : { layer: options.layer }),
  });
  try {
    const columns = mapColumns(kind.fields, source.headers, options.mapping, config.accounts.public);
    const { crs, from } = crsOfFile(source, columns, options);
    if (!kind.obfuscated && (crs?.datum === 'gcj02' || crs?.datum === 'bd09'))
      throw new ImportRefused(
        `${kind.title}不接受 ${crs.name} 坐标: 偏移达数百米, 不能用于界线与界桩。请用勘界成果的原始坐标。`,
      );
    const position = createPositionReader({
      columns,
      crs,
      shifts: config.datumShifts,
      obfuscated: kind.obfuscated,
    });
    return { source, columns, crs, crsFrom: from, position };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** What a person says, else the file, else a header such as lon_gcj02. */
export function crsOfFile(
  source: SourceTable,
  columns: Columns,
  options: { crs?: string | undefined },
): { crs: Crs | null; from: Opened['crsFrom'] } {
  if (options.crs !== undefined) return { crs: parse(options.crs, '坐标系参数'), from: 'option' };
  if (source.crs !== null) return { crs: parse(source.crs, '文件所带的坐标系'), from: 'file' };
  const header = columns.header('longitude').toLowerCase();
  for (const [mark, id] of [
    ['gcj', 'GCJ02'],
    ['bd09', 'BD09'],
    ['wgs84', 'EPSG:4326'],
  ] as const) {
    if (header.includes(mark)) return { crs: parseCrs(id), from: 'header' };
  }
  if (source.format === 'geojson' && source.hasGeometry) return { crs: parseCrs('OGC:CRS84'), from: 'file' }; // RFC 7946
  return { crs: null, from: 'assumed' };
}

function parse(text: string, what: string): Crs {
  try {
    return parseCrs(text);
  } catch (error) {
    if (error instanceof CrsError) throw new ImportRefused(`${what}: ${error.message}`);
    throw error;
  }
}
