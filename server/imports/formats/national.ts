import { createReadStream } from 'node:fs';
import { ImportRefused } from '../report.ts';
import { decode, findEncoding, type Chunks } from './encoding.ts';
import type { Row } from './format.ts';
import { distinctHeaders } from './headers.ts';
import { featureChars, type Input, type Opened } from './input.ts';
import { jsonItems } from './json-items.ts';
import { readAnswer, type NationalRecord } from './national-answer.ts';
import type { ZipPart } from './zip.ts';

/** A file of answers: the upload itself, or one of a zip. */
interface Part {
  path: string;
  chunks(): Chunks;
}

/** What the first reading has found. */
interface Survey {
  headers: string[];
  /** Number of the record that is taken for a key, where several have it. */
  taken: Map<string, { number: number; detailed: boolean }>;
  records: number;
  repeated: number;
  hasGeometry: boolean;
}

/**
 * Saved answers of the national database (domain.md 1): one file, or a zip of any number of them; in a file one answer, an array of
 * them, or one a line. They are read twice: a place that stands in several answers is taken from the most detailed one, else from the
 * first, and all headers are known before the first row.
 */
export async function openNational(input: Input, zipped: readonly ZipPart[] | null): Promise<Opened> {
  const parts: Part[] = (zipped ?? [{ path: input.options.name, chunks: () => open(input) }]).filter(({ path }) => !/(^|\/)(\.|__MACOSX\/)/.test(path)); // prettier-ignore
  const encoding = await findEncoding(input, parts[0]!.chunks);
  const survey = await look(parts, encoding, input);
  if (survey.records === 0) throw new ImportRefused('文件中没有地名或政区的记录: 应为国家地名信息库 getList、listPub 或 detailsPub 的返回内容'); // prettier-ignore
  if (survey.repeated > 0)
    input.notices.add('answer-repeated', {
      value: String(survey.repeated),
      reason: `有 ${survey.repeated} 条记录在多个返回中重复出现 (按地名代码), 各只取最详细的一条`,
      remedy: '无需处理',
    });
  let read = 0;
  async function* rows(): AsyncGenerator<Row> {
    for await (const record of recordsOf(parts, encoding, input, () => undefined)) {
      read += 1;
      const taken = record.key === null ? undefined : survey.taken.get(record.key);
      if (taken !== undefined && taken.number !== read) continue;
      yield {
        line: read,
        cells: survey.headers.map((header) => record.values.get(header) ?? null),
        geometry: record.geometry,
      };
    }
  }
  return {
    format: 'national',
    layer: null,
    layers: [],
    headers: distinctHeaders(survey.headers, input, null),
    hasGeometry: survey.hasGeometry,
    crs: 'EPSG:4490',
    encoding,
    rowCount: survey.records - survey.repeated,
    rows: rows(),
    progress: () => read / survey.records,
  };
}

function open(input: Input): Chunks {
  const stream = createReadStream(input.file, { highWaterMark: 256 * 1024 });
  input.onClose(() => void stream.destroy());
  return stream;
}

async function look(parts: readonly Part[], encoding: string, input: Input): Promise<Survey> {
  const headers = new Set<string>();
  const survey: Survey = { headers: [], taken: new Map(), records: 0, repeated: 0, hasGeometry: false };
  const refused = (path: string, why: string): void =>
    input.notices.add('answer-refused', {
      value: path,
      reason: `这个返回没有数据: ${why.slice(0, 100) || '内容为空'}`,
      remedy: '请重新查询并保存; 其中的地名若不在别的返回中, 会被当作已消失',
    });
  for await (const { key, detailed, values, geometry } of recordsOf(parts, encoding, input, refused)) {
    survey.records += 1;
    survey.hasGeometry ||= geometry !== null;
    for (const header of values.keys()) headers.add(header);
    if (key === null) continue;
    const known = survey.taken.get(key);
    if (known !== undefined) survey.repeated += 1;
    if (known === undefined || (detailed && !known.detailed)) survey.taken.set(key, { number: survey.records, detailed }); // prettier-ignore
  }
  survey.headers = [...headers];
  return survey;
}

async function* recordsOf(
  parts: readonly Part[],
  encoding: string,
  input: Input,
  refused: (path: string, why: string) => void,
): AsyncGenerator<NationalRecord> {
  for (const { path, chunks } of parts) {
    let found = false;
    for await (const { kind, text } of jsonItems(decode(chunks(), encoding), featureChars(input.limits))) {
      if (kind === 'head' || (kind === 'document' && /^\s*\[\s*\]\s*$/.test(text))) continue;
      const answer = readAnswer(parse(text, path));
      if (answer === null) throw new ImportRefused(`${path} 不是国家地名信息库的返回内容: 既没有 records, 也没有 standard_name 或 code、name`); // prettier-ignore
      found = true;
      if ('refused' in answer) refused(path, answer.refused);
      else yield* answer.records;
    }
    if (!found) refused(path, '');
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ImportRefused(`${path} 不是合法的 JSON。请重新保存`, { cause: error });
  }
}
