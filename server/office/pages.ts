import type { Notice } from '../api/filings.ts';
import { chineseDay } from './notice.ts';
import type { FilingRow } from './filing-store.ts';

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const style = `@page { size: A4; margin: 25mm 22mm }
body { font: 12pt/1.7 "Noto Serif CJK SC", "Songti SC", SimSun, serif; color: #000; background: #fff; margin: 0 auto; max-width: 166mm }
h1 { font-size: 20pt; text-align: center; margin: 0 0 10mm }
table { width: 100%; border-collapse: collapse } th, td { border: 0.5pt solid #000; padding: 2mm 3mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { width: 34mm; font-weight: 600 } .mn { writing-mode: vertical-lr; min-height: 30mm } .own { font-size: 9pt } .sign { margin-top: 15mm; text-align: right }`;

const page = (title: string, body: string): string =>
  `<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>${escape(title)}</title><style>${style}</style></head>\n<body>${body}</body></html>\n`; // prettier-ignore

const rowOf = (title: string, text: string | null, isMongolian = false): string => {
  const shown = text === null ? '' : isMongolian ? `<div class="mn" lang="mn-Mong">${escape(text)}</div>` : escape(text).replaceAll('\n', '<br>'); // prettier-ignore
  return `<tr><th scope="row">${escape(title)}</th><td>${shown}</td></tr>`;
};

/** The 公告 on A4. Lines that no rule asks for bear an asterisk. */
export function noticePage({ title, text, lines, by }: Notice): string {
  const rows = lines.map((line) => rowOf(`${line.title}${line.basis === null ? ' *' : ''}`, line.text, line.id === 'mongolian')); // prettier-ignore
  return page(title, `<h1>${escape(title)}</h1><p>${escape(text)}</p><table>${rows.join('')}</table>
<p class="own">* 备案公告办法未要求的项目，由本部门增列。</p><p class="sign">${escape(by)}<br>　　　年　　月　　日</p>`); // prettier-ignore
}

const acts = { naming: '命名', renaming: '更名', cancelling: '注销' } as const;

/** The 备案表 on A4. The form of the national database has not been read: these are its known fields in an order of our own. */
export function formPage(
  row: FilingRow,
  path: string,
  attachments: readonly string[],
  today: string,
): string {
  const day = (value: string | null): string | null => (value === null ? null : chineseDay(value));
  const rows = [
    rowOf('事项', acts[row.act]),
    rowOf('标准名称', row.name),
    rowOf('原名称', row.former_name),
    rowOf('罗马字母拼写', row.roman),
    rowOf('蒙古文', row.mongolian, true),
    rowOf('地名类别', row.class_code),
    rowOf('所属政区', `${path} (${row.division_code})`),
    rowOf('位置描述', row.location),
    rowOf('坐标', row.lon === null ? null : `${row.lon.toFixed(6)}, ${row.lat!.toFixed(6)} (CGCS2000, EPSG:4490)`),
    rowOf('地名含义', row.meaning),
    rowOf('地理方位意义', row.significance),
    rowOf('批准机关', row.authority),
    rowOf('批准文号', row.document_no),
    rowOf('批准日期', day(row.approved_on)),
    rowOf('报备部门', row.department),
    rowOf('收到日期', day(row.received_on)),
    rowOf('备案日期', day(row.filed_on)),
    rowOf('备案编号', row.filing_no),
    rowOf('附件', attachments.length === 0 ? '无' : attachments.join('\n')),
    rowOf('备注', row.note),
  ]; // prettier-ignore
  return page(`地名备案表 ${row.name}`, `<h1>地名备案表</h1><table>${rows.join('')}</table>
<p class="own">表式为本系统所设；国家地名信息库的表式以其现行要求为准。制表 ${escape(chineseDay(today))}</p>`); // prettier-ignore
}
