import type { Geometry } from 'geojson';
import type { DivisionTree } from '../divisions/tree.ts';
import type { Reading } from '../http/route.ts';
import { describeSources, type Cell, type Column } from './extract.ts';
import { filterText, yesNo } from './words.ts';

const crs = 'EPSG:4490 (CGCS2000), 经纬度, 十进制度';

export const text = (id: string, title: string): Column => ({ id, title, type: 'text' });
export const real = (id: string, title: string): Column => ({ id, title, type: 'real' });

export const provenance = [text('source', '来源'), text('sample', '示例数据'), text('public', '是否公开'), text('secrecy', '密级'), text('updated_at', '更新时间')]; // prettier-ignore
type Provenance = {
  source_id: string;
  sample: boolean;
  public: boolean;
  secrecy: string;
  updated_at: string;
};
export const provenanceCells = (row: Provenance): Cell[] => [row.source_id, yesNo(row.sample), yesNo(row.public), row.secrecy, row.updated_at]; // prettier-ignore

export const pointOf = (point: [number, number] | null): Geometry | null =>
  point === null ? null : { type: 'Point', coordinates: point };
export const degrees = (value: number | undefined): Cell =>
  value === undefined ? null : Math.round(value * 1e7) / 1e7;

export const about = async ({ context }: Reading, query: Record<string, unknown>, tree: DivisionTree, sources: readonly string[]) => ({
  filter: filterText(query, (code) => tree.get(code)?.name),
  at: new Date().toISOString(),
  sources: await describeSources(context.db, sources),
  crs,
}); // prettier-ignore
