import { sql } from 'kysely';
import { listTables } from '../../server/backup/tables.ts';
import type { Db } from '../../server/database/open.ts';

const nasty = `'圐圙 "q" \\ , {} ' || chr(8232) || chr(10) || chr(9) || chr(127) || ' ᠮᠣᠩᠭᠣᠯ'`;

/** A value of each type, as SQL; `n` tells the rows apart. */
const values: Record<string, (n: number) => string> = {
  text: (n) => `${nasty} || ${n}`,
  boolean: (n) => `${n % 2 === 0}`,
  smallint: (n) => `${n}`,
  integer: (n) => `${n}`,
  bigint: (n) => `9007199254740${n}::int8`,
  real: (n) => `(1/3.0 + ${n})::float4`,
  'double precision': (n) => `(0.1 + 0.2 + ${n})::float8`,
  numeric: (n) => `4424563.123456789012345678${n}::numeric`,
  date: (n) => `date '2025-12-0${n}'`,
  'timestamp with time zone': (n) => `timestamptz '2025-12-31 23:59:59.12345${n}+08'`,
  jsonb: (n) => `jsonb_build_object('a', ${nasty}, 'n', 1.10, 'i', ${n})`,
  bytea: (n) => `decode('00ff5c27', 'hex') || '\\x0${n}'::bytea`,
  uuid: (n) => `'00000000-0000-4000-8000-00000000000${n}'::uuid`,
  'text[]': (n) => `array[${nasty}, null, '', 'NULL', '${n}']`,
  'geometry(Point,4490)': (n) => `ST_SetSRID(ST_MakePoint(111.1234567890123 + ${n}, 40.1), 4490)`,
  'geometry(LineString,4490)': (n) => `ST_SetSRID(ST_MakeLine(ST_MakePoint(111.1, ${n}), ST_MakePoint(1/3.0, 40)), 4490)`,
  'geometry(MultiLineString,4490)': (n) => `ST_SetSRID(ST_Multi(ST_MakeLine(ST_MakePoint(111.1, ${n}), ST_MakePoint(1/3.0, 40))), 4490)`,
  'geometry(MultiPolygon,4490)': (n) => `ST_SetSRID(ST_Multi(ST_MakeEnvelope(110, 40, 111.7, 41 + ${n} / 3.0)), 4490)`,
}; // prettier-ignore

/** What a check or a key asks for, by table.column. */
const special: Record<string, (n: number) => string> = {
  'account_secret.id': () => 'true',
  'account_user.role': () => `'viewer'`,
  'account_user.jurisdiction': () => `'150100'`,
  'division.code': (n) => `'15010${n}'`,
  'division.level': () => `'county'`,
  'division.seat_position': () => `'surveyed'`,
  'division.valid_from': () => `date '2000-01-01'`,
  'division_topology.current': (n) => `${n === 1}`,
  'boundary_line.level': () => `'county'`,
  'boundary_line.origin': () => `'surveyed'`,
  'boundary_segment.carrier': () => `'river'`,
  'meeting_point.level': () => `'county'`,
  'boundary_marker.type': () => `'single'`,
  'boundary_marker.condition': () => `'intact'`,
  'boundary_marker.stated_condition': () => `'intact'`,
  'boundary_marker.transform_status': () => `'transformed'`,
  'place.status': () => `'current'`,
  'place.position': () => `'surveyed'`,
  'place_name.kind': () => `'alias'`,
  'facility.position': () => `'surveyed'`,
  'facility.level': () => `'county'`,
  'facility.status': () => `'operating'`,
  'facility_kind.unit': () => `'county'`,
  'unit_fact.type': () => `'tag'`,
  'unit_fact.valid_to': () => `date '2026-12-31'`,
  'coverage_plan.state': () => `'published'`,
  'coverage_plan.succeeds': () => 'null',
  'coverage_plan.valid_to': () => `date '2026-12-31'`,
  'coverage_policy.unit': () => `'county'`,
  'coverage_policy.rule': () => `'facility'`,
  'coverage_policy.target_scope': () => `'region'`,
  'coverage_policy.target_counts': () => `'duty'`,
  'coverage_policy.target_share': (n) => `0.${n}`,
  'coverage_policy.valid_to': () => `date '2026-12-31'`,
  'scenario.share_threshold': (n) => `0.${n}`,
  'coverage_review.unit': () => `'county'`,
  'coverage_review.verdict': () => `'planned'`,
  'coverage_snapshot.occasion': () => `'final'`,
  'import_job.kind': () => `'places'`,
  'import_job.state': () => `'loaded'`,
  'import_job.channel': () => `'browser'`,
  'import_finding.severity': () => `'error'`,
  'data_revision.action': () => `'import'`,
  'data_revision.dataset': (n) => (n === 1 ? `'places'` : `'divisions'`),
  'draft.state': () => `'draft'`,
  'removed_record.record_type': () => `'facility'`,
  'attachment.filing_id': () => 'null::int4',
  'attachment.sign_id': () => 'null::int4',
  'attachment.protected_id': () => 'null::int4',
  'attachment.event_id': () => 'null::int4',
  'attachment.document_id': () => 'null::int4',
  'attachment.dispute_id': () => 'null::int4',
  'attachment.inspection_id': () => 'null::int4',
  'attachment.signature_id': () => 'null::int4',
  'attachment.finding_id': () => 'null::int4',
  'attachment.phase': () => `'before'`,
  'meeting_point.parties': () => '3',
  'segment_record.carrier': () => `'river'`,
  'boundary_document.meeting_code': () => 'null',
  'boundary_dispute.kind': () => `'dispute'`,
  'boundary_dispute.state': () => `'open'`,
  'inspection_round.level': () => `'province'`,
  'inspection_round.year_from': () => '2023',
  'inspection_round.year_to': () => '2027',
  'inspection.kind': () => `'regular'`,
  'inspection.state': () => `'planned'`,
  'inspection.lead_code': () => `'150102'`,
  'inspection.partner_code': () => `'150103'`,
  'inspection.cancel_reason': () => 'null',
  'marker_event.kind': () => `'inspect'`,
  'marker_event.condition': () => `'intact'`,
  'marker_event.channel': () => `'field'`,
  'marker_event.corrects': () => 'null::int4',
  'segment_check.channel': () => `'field'`,
  'segment_check.corrects': () => 'null::int4',
  'meeting_check.condition': () => `'intact'`,
  'meeting_check.channel': () => `'field'`,
  'meeting_check.corrects': () => 'null::int4',
  'inspection_signature.meeting_check_id': () => 'null::int4',
  'inspection_signature.means': () => `'scan'`,
  'finding.severity': () => `'low'`,
  'finding.state': () => `'closed'`,
};

/**
 * Two rows in every table that a backup holds, with every type at its awkward end, and an archive of an import. A new table
 * whose checks refuse these values says so here.
 */
export async function fillEveryTable(db: Db): Promise<void> {
  await sql`create table archive_7_rows as select id, name, geom, attributes, updated_at from place with no data`.execute(db); // prettier-ignore
  const { rows: keys } = await sql<{ child: string; column: string; parent: string; target: string }>`
    select c.relname as child, a.attname as "column", p.relname as parent, b.attname as target from pg_constraint k
    join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
    join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
    join pg_attribute b on b.attrelid = p.oid and b.attnum = k.confkey[1] where k.contype = 'f'`.execute(db);
  const { rows: numbered } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name from information_schema.columns where is_identity = 'YES'`.execute(
    db,
  );
  const { rows: checks } = await sql<{ name: string; values: string }>`
    select c.relname || '.' || a.attname as name, (regexp_match(pg_get_constraintdef(k.oid), '''([^'']+)''::text'))[1] as values
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_attribute a on a.attrelid = c.oid and k.conkey = array[a.attnum]
    where k.contype = 'c' and pg_get_constraintdef(k.oid) like '%ARRAY[%'`.execute(db);
  for (const { name, columns } of await listTables(db)) {
    if (name === 'data_version') continue; // has its rows
    if (name === 'account_secret') await sql`delete from account_secret`.execute(db);
    for (const n of name === 'account_secret' ? [1] : [1, 2]) {
      const filled = columns.filter(
        (column) => !numbered.some((one) => one.name === `${name}.${column.name}`),
      );
      const expressions = filled.map((column) => {
        const path = `${name}.${column.name}`;
        const own = special[path];
        if (own !== undefined) return own(n);
        const key = keys.find((one) => one.child === name && one.column === column.name);
        if (key !== undefined) return `(select ${key.target} from ${key.parent} order by 1 offset ${n - 1} limit 1)`; // prettier-ignore
        const check = checks.find((one) => one.name === path);
        if (check !== undefined) return `'${check.values}'`;
        if (column.name === 'secrecy') return `'公开'`;
        const make = values[column.type];
        if (make === undefined) throw new Error(`${path}: no value for the type ${column.type}`);
        return make(n);
      });
      const statement = filled.length === 0 ? `insert into ${name} default values`
        : `insert into ${name} (${filled.map((column) => `"${column.name}"`).join(', ')}) select ${expressions.join(', ')}`; // prettier-ignore
      await sql.raw(statement).execute(db).catch((error: unknown) => {
        throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
      }); // prettier-ignore
    }
  }
  await sql`update data_version set version = 3, inputs = 'x', source_id = (select id from source order by 1 limit 1)`.execute(db); // prettier-ignore
  await sql`insert into boundary_line (code, name, level, side_a, side_a_name, length_km, geom, segment_count, source_id)
    select 'x', 'x', 'county', 'a', 'a', 1, geom, 1, source_id from boundary_line limit 1`.execute(db);
  await sql`delete from boundary_line where code = 'x'`.execute(db); // a number that was given away
}
