import type { Readable } from 'node:stream';
import type { Db } from '../database/open.ts';
import { csv } from '../http/csv.ts';
import { listFindings, type FindingFilter } from './findings.ts';

const page = 2000;

/** The whole report of a job as CSV. */
export function reportCsv(db: Db, job: number, filter: FindingFilter): Readable {
  async function* rows(): AsyncGenerator<unknown[]> {
    yield ['严重程度', '检查', '行', '字段', '值', '原因', '处理办法', '经度', '纬度', '面积 (m²)'];
    let findings = await listFindings(db, job, filter, 0, page);
    while (findings.length > 0) {
      for (const { finding: f } of findings) {
        yield [f.severity === 'error' ? '错误' : '提醒', f.check, f.line, f.field, f.value, f.reason, f.remedy, f.point?.[0], f.point?.[1], f.areaM2]; // prettier-ignore
      }
      findings = await listFindings(db, job, filter, findings.at(-1)!.n, page);
    }
  }
  return csv(rows());
}
