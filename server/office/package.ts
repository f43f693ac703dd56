import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { listAttachments, openFile, type AttachmentRow } from '../attachments/store.ts';
import type { Context } from '../context.ts';
import { divisionTree } from '../divisions/tree.ts';
import { todayInChina } from '../naming/today.ts';
import type { FilingRow } from './filing-store.ts';
import { contentOf } from './filing-store.ts';
import { formPage, noticePage } from './pages.ts';
import { noticeOf } from './notice.ts';

/** The 备案 package: 备案表, 公告, their content, and the attachments of the filing and of its proposal. */
export async function filingPackage({ db, config }: Context, row: FilingRow): Promise<Readable> {
  const tree = await divisionTree(db);
  const today = todayInChina();
  const notice = noticeOf(row, tree, today);
  const attachments = [
    ...(await listAttachments(db, 'filing', row.id)),
    ...(row.draft_id === null ? [] : await listAttachments(db, 'draft', row.draft_id)),
  ];
  const path = tree.pathOf(row.division_code).map(({ name }) => name).join(''); // prettier-ignore
  const names = attachments.map(({ name }, index) => `附件/${String(index + 1).padStart(2, '0')} ${name}`);
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(formPage(row, path, names, today)), '备案表.html');
  zip.addBuffer(Buffer.from(noticePage(notice)), '公告.html');
  zip.addBuffer(Buffer.from(JSON.stringify({ ...contentOf(row), path, filedOn: row.filed_on, attachments: names, notice }, null, 2)), '备案.json'); // prettier-ignore
  await addFiles(zip, config, attachments, names);
  zip.end();
  return zip.outputStream as Readable;
}

/** A file that has been lost must not pass for one that was never there. */
async function addFiles(
  zip: ZipFile,
  config: Context['config'],
  attachments: readonly AttachmentRow[],
  names: readonly string[],
): Promise<void> {
  for (const [index, attachment] of attachments.entries()) {
    const chunks: Buffer[] = [];
    for await (const chunk of (await openFile(config, attachment)) as AsyncIterable<Buffer>)
      chunks.push(chunk);
    zip.addBuffer(Buffer.concat(chunks), names[index]!, { compress: false });
  }
}
