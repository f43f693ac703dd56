import { sql } from 'kysely';
import type { Finding as FindingAnswer } from '../api/imports.ts';
import { insertBatch } from '../database/bulk.ts';
import type { Db } from '../database/open.ts';
import type { Finding } from './report.ts';

const batch = 2000;

/** Writes the findings of a job as they come, numbered from 1. */
export function findingWriter(db: Db, job: number): (findings: readonly Finding[]) => Promise<void> {
  let last = 0;
  return async (findings) => {
    for (let from = 0; from < findings.length; from += batch) {
      const part = findings.slice(from, from + batch);
      const column = (type: 'text' | 'int4' | 'float8', value: (finding: Finding) => unknown) => ({
        type,
        values: part.map((finding) => printable(value(finding))),
      });
      await insertBatch(db, 'import_finding', {
        job_id: column('int4', () => job),
        n: { type: 'int4', values: part.map((_, index) => last + index + 1) },
        severity: column('text', (finding) => finding.severity),
        check_id: column('text', (finding) => finding.check),
        line: column('int4', (finding) => finding.line),
        field: column('text', (finding) => finding.field),
        value: column('text', (finding) => finding.value),
        reason: column('text', (finding) => finding.reason),
        remedy: column('text', (finding) => finding.remedy),
        lon: column('float8', (finding) => finding.lon),
        lat: column('float8', (finding) => finding.lat),
        area_m2: column('float8', (finding) => finding.areaM2),
      });
      last += part.length;
    }
  };
}

/** Text that PostgreSQL takes: no NUL, no half of a surrogate pair. */
const printable = (value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '␀').replace(/\p{Surrogate}/gu, '\uFFFD') : value;

export interface FindingFilter {
  severity?: 'error' | 'warning' | undefined;
  check?: string | undefined;
  placed?: boolean;
}

/** Findings of a job in the order in which they were made. */
export async function listFindings(
  db: Db,
  job: number,
  filter: FindingFilter,
  after: number,
  limit: number,
): Promise<{ n: number; finding: FindingAnswer }[]> {
  const { rows } = await sql<{
    n: number; severity: 'error' | 'warning'; check_id: string; line: number | null; field: string | null; value: string | null;
    reason: string; remedy: string; lon: number | null; lat: number | null; area_m2: number | null;
  }>`
    select n, severity, check_id, line, field, value, reason, remedy, lon, lat, area_m2 from import_finding
    where job_id = ${job} and n > ${after} ${where(filter)} order by n limit ${limit}`.execute(db); // prettier-ignore
  return rows.map(({ n, check_id, lon, lat, area_m2, ...rest }) => ({
    n,
    finding: {
      ...rest,
      check: check_id,
      point: lon === null || lat === null ? null : [lon, lat],
      areaM2: area_m2,
    },
  }));
}

export async function countFindings(db: Db, job: number, filter: FindingFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from import_finding where job_id = ${job} ${where(filter)}`.execute(db);
  return rows[0]!.n;
}

const where = ({ severity, check, placed = false }: FindingFilter) =>
  sql`${severity === undefined ? sql`` : sql`and severity = ${severity}`} ${check === undefined ? sql`` : sql`and check_id = ${check}`} ${placed ? sql`and lon is not null` : sql``}`;
