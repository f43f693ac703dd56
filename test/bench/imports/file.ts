import { createWriteStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';

const pack = new URL('../../../data/packs/inner-mongolia/places.tsv.gz', import.meta.url);
const headers = '地名代码,标准名称,地名类别代码,罗马字母拼写,汉语拼音,少数民族语书写,别名,曾用名,简称,东经,北纬,坐标系,使用时间,地名来历,登记时间'; // prettier-ignore
const digits = '一二三四五六七八九';
const step = 0.0001; // degrees between the copies of a place

/**
 * The pack's 265,800 places as a place-name office exports them, each with a code of 20 digits; `copies` times, under other
 * codes and names a little way off.
 */
export async function writePlacesFile(path: string, copies: number): Promise<void> {
  const places = gunzipSync(readFileSync(pack)).toString('utf8').trimEnd().split('\n').slice(1).map((line) => line.split('\t')); // prettier-ignore
  const used = new Map<string, number>();
  function* lines(): Generator<string> {
    yield `${headers}\n`;
    for (let copy = 0; copy < copies; copy += 1) {
      let chunk = '';
      for (const place of places) {
        chunk += `${line(place, copy, used)}\n`;
        if (chunk.length < 500_000) continue;
        yield chunk;
        chunk = '';
      }
      yield chunk;
    }
  }
  await pipeline(lines, createWriteStream(path));
}

function line(place: readonly string[], copy: number, used: Map<string, number>): string {
  const [, kind = '', division = '', name = '', reading = '', roman = '', mongolian = '', alias = '', former = '', short = '', lon = '', lat = ''] = place; // prettier-ignore
  const prefix = division.padEnd(9, '0') + kind;
  const number = (used.get(prefix) ?? 0) + 1;
  used.set(prefix, number);
  const first = copy === 0;
  const origin = number % 3 === 0 ? `因附近有${name}得名` : '';
  return [
    prefix + String(number).padStart(6, '0'), first ? name : `${name}${digits[copy - 1]!}`, kind, first ? roman : '', first ? reading : '', mongolian,
    alias, former, short, lon === '' ? '' : (Number(lon) + copy * step).toFixed(5), lat, 'CGCS2000', '现今地名', origin, '2017-06-30',
  ].join(','); // prettier-ignore
}
