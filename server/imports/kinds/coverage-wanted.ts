import { sql, type RawBuilder } from 'kysely';
import { insertBatch } from '../../database/bulk.ts';
import type { Run } from '../kind.ts';
import { levelOf, parentOf } from './division-codes.ts';
import type { KnownCodes } from './division-known.ts';
import { officialDivisions } from './division-official.ts';

/** Divisions that a coverage needs a row for: its counties, their leagues and provinces. */
export const wantedOf = (run: Run): RawBuilder<unknown> => sql.table(run.stage('wanted'));

/** Stages the rows of divisions that are not in the database yet, as the official list has them. */
export async function stageWanted(run: Run, codes: readonly string[], known: KnownCodes): Promise<void> {
  await sql`drop table if exists ${wantedOf(run)}`.execute(run.db);
  await sql`create table ${wantedOf(run)} (code text primary key, level text not null, kind text, name text not null, roman text,
    mongolian text, parent_code text)`.execute(run.db);
  const all = new Set(codes.flatMap((code) => [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code]));
  const missing = [...all].filter((code) => known.get(code)?.stored !== true).sort();
  const official = officialDivisions();
  const text = (value: (code: string) => string | null) => ({
    type: 'text' as const,
    values: missing.map(value),
  });
  await insertBatch(run.db, run.stage('wanted'), {
    code: text((code) => code),
    level: text(levelOf),
    kind: text((code) => official.get(code)?.kind ?? null),
    name: text((code) => official.get(code)?.name ?? code),
    roman: text((code) => official.get(code)?.roman ?? null),
    mongolian: text((code) => official.get(code)?.mongolian ?? null),
    parent_code: text(parentOf),
  });
}
