import { createReadStream } from 'node:fs';
import { ImportRefused } from '../report.ts';
import { counted } from './byte-reader.ts';
import { cell } from './cells.ts';
import { decode, findEncoding, type Chunks } from './encoding.ts';
import { tabulateFeatures, type Feature } from './feature-table.ts';
import { featureChars, type Input, type Opened } from './input.ts';
import { readKmlGeometry, type Element } from './kml-geometry.ts';
import { attribute, readXml, type XmlHandler } from './xml.ts';
import type { ZipPart } from './zip.ts';

const chunkBytes = 256 * 1024;

/** The placemarks of a KML file, or of doc.kml in a KMZ. Folders are a column; styles and what lies elsewhere are not read. */
export async function openKml(input: Input, zipped: readonly ZipPart[] | null): Promise<Opened> {
  const part = zipped === null ? null : mainPart(zipped);
  const chunks = (): Chunks => part?.chunks() ?? createReadStream(input.file, { highWaterMark: chunkBytes });
  const encoding = await findEncoding(input, chunks, await declaredEncoding(chunks()));
  let read = 0;
  const text = decode(
    counted(chunks(), (bytes) => (read += bytes)),
    encoding,
  );
  const { headers, hasGeometry, rowCount, rows } = await tabulateFeatures(readPlacemarks(text, input), input);
  return {
    format: 'kml',
    layer: null,
    layers: [],
    headers,
    hasGeometry,
    crs: 'OGC:CRS84',
    encoding,
    rowCount,
    rows,
    progress: () => Math.min(read / (part?.bytes ?? input.bytes), 1),
  };
}

function mainPart(parts: readonly ZipPart[]): ZipPart {
  const documents = parts.filter(({ path }) => /\.kml$/i.test(path));
  const main = documents.find(({ path }) => /(^|\/)doc\.kml$/i.test(path)) ?? documents[0];
  if (!main) throw new ImportRefused('KMZ 中没有 .kml 文件。请重新导出');
  return main;
}

/** Everybody writes UTF-8 there, also above GBK: that has to be found out. */
async function declaredEncoding(chunks: Chunks): Promise<string | null> {
  for await (const chunk of chunks) {
    const start = Buffer.from(chunk.subarray(0, 200)).toString('latin1');
    const name = /<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/.exec(start)?.[1] ?? null;
    return name?.toLowerCase() === 'utf-8' ? null : name;
  }
  return null;
}

async function* readPlacemarks(text: AsyncIterable<string>, input: Input): AsyncGenerator<Feature> {
  let ready: Feature[] = [];
  let number = 0;
  let held = 0; // characters in the placemark that is read
  const path: string[] = []; // names of the elements above
  const folders: (string | null)[] = [];
  const stack: Element[] = []; // the placemark and the elements in it that are open
  const handler: XmlHandler = {
    open: (name, attributes) => {
      path.push(name);
      if (name === 'Folder') folders.push(null);
      if (name === 'NetworkLink') noticeLink(input);
      if (name !== 'Placemark' && stack.length === 0) return;
      const element: Element = { name, attributes, text: '', children: [] };
      stack.at(-1)?.children.push(element);
      stack.push(element);
      if (stack.length === 1) held = 0;
      held += 100;
    },
    text: (part) => {
      if (stack.length === 0) {
        if (path.at(-1) === 'name' && path.at(-2) === 'Folder') {
          folders[folders.length - 1] = (folders.at(-1) ?? '') + part;
        }
        return;
      }
      held += part.length;
      if (held > featureChars(input.limits)) {
        throw new ImportRefused(`第 ${number + 1} 个地标过大。请简化或拆分后再导入`);
      }
      stack.at(-1)!.text += part;
    },
    close: (name) => {
      path.pop();
      if (name === 'Folder') folders.pop();
      const element = stack.pop();
      if (!element || stack.length > 0) return;
      number += 1;
      ready.push(featureOf(element, number, folders, held, input));
    },
  };
  for await (const _ of readXml(text, handler)) {
    const features = ready;
    ready = [];
    yield* features;
  }
}

function featureOf(
  placemark: Element,
  line: number,
  folders: readonly (string | null)[],
  size: number,
  input: Input,
): Feature {
  const values = new Map<string, string | null>();
  const set = (name: string, value: string): void => {
    for (let given = name, count = 2; ; given = `${name} (${count++})`) {
      if (values.has(given)) continue;
      values.set(given, cell(value));
      return;
    }
  };
  for (const { name, text, children } of placemark.children) {
    if (name === 'name' || name === 'description') set(name, text);
    if (name === 'ExtendedData') for (const [key, value] of extendedData(children)) set(key, value);
  }
  const folder = folders
    .map((name) => name?.trim() ?? '')
    .filter((name) => name !== '')
    .join('/');
  if (folder !== '') set('folder', folder);
  return { line, values, geometry: readKmlGeometry(placemark.children, line, input), size };
}

/** `Data` with a `value` in it, and `SimpleData` in `SchemaData`. */
function* extendedData(elements: readonly Element[]): Generator<[string, string]> {
  for (const { name, attributes, text, children } of elements) {
    const key = attribute(attributes, 'name')?.trim() ?? '';
    if (name === 'SchemaData') yield* extendedData(children);
    else if (name === 'SimpleData' && key !== '') yield [key, text];
    else if (name === 'Data' && key !== '') {
      yield [key, children.find((child) => child.name === 'value')?.text ?? ''];
    }
  }
}

function noticeLink({ notices }: Input): void {
  notices.once('kml-link', '', {
    field: null,
    reason: '文件引用了别处的内容 (NetworkLink), 未读取',
    remedy: '请在 Google Earth 中打开后, 另存为一个完整的 KML',
  });
}
