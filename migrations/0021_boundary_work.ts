import { sql, type Kysely } from 'kysely';

/** What boundary staff keep: documents, disputes, marker events, joint inspections (联检), findings (domain.md 5). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table boundary_line
      add column detail_map text,
      add column published_on date,
      add column converted boolean,
      add column vectorised boolean,
      add column smart boolean`.execute(db);
  await sql`comment on column boundary_line.detail_map is '详图, the reference for all maps (令353 art. 14)'`.execute(db); // prettier-ignore
  await sql`comment on column boundary_line.converted is 'results converted, of the plan''s 专栏4.5; null: not known. vectorised and smart likewise'`.execute(db); // prettier-ignore
  await sql`
    alter table meeting_point
      add column parties int2 check (parties in (2, 3, 4)),
      add column markers int2 check (markers between 0 and 4),
      add column agreement text,
      add column agreed_on date,
      add column note text`.execute(db);
  await sql`comment on column meeting_point.markers is 'how many the 交会点协议 says stand there; null: not known'`.execute(db); // prettier-ignore
  await sql`alter table boundary_marker add column county_c text, add column smart boolean`.execute(db);
  await sql`create index boundary_marker_county_a on boundary_marker (county_a collate "C")`.execute(db);
  await sql`create index boundary_marker_county_b on boundary_marker (county_b collate "C")`.execute(db);

  await sql`
    create table segment_record (
      line_code text not null,
      county_a text not null,
      county_b text not null default '',
      carrier text check (carrier in ('markers', 'river', 'ditch', 'road', 'ridge', 'other')),
      managing_code text,
      course text,
      note text,
      updated_by text not null,
      updated_at timestamptz not null default now(),
      primary key (line_code, county_a, county_b)
    )`.execute(db);
  await sql`comment on table segment_record is 'what the documents say of a segment; kept by codes, because segments are replaced with the polygons. county_b is '''' across an edge that is not known'`.execute(db); // prettier-ignore
  await sql`comment on column segment_record.managing_code is '分工管理 (令353 art. 6)'`.execute(db);
  await sql`comment on column segment_record.course is '边界线走向说明'`.execute(db);

  await sql`
    create table boundary_document (
      id int4 generated always as identity primary key,
      line_code text,
      meeting_code text,
      kind text not null,
      title text not null,
      number text,
      signed_on date,
      expires_on date,
      parties text[] not null default '{}',
      note text,
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check (num_nonnulls(line_code, meeting_code) = 1)
    )`.execute(db);
  await sql`create index boundary_document_line on boundary_document (line_code)`.execute(db);
  await sql`create index boundary_document_meeting on boundary_document (meeting_code)`.execute(db);

  await sql`
    create table boundary_dispute (
      id int4 generated always as identity primary key,
      line_code text not null,
      county_a text,
      county_b text,
      kind text not null check (kind in ('dispute', 'hidden_risk')),
      state text not null check (state in ('open', 'handling', 'resolved')),
      title text not null,
      description text,
      geom geometry(Point, 4490),
      found_on date not null,
      handling text,
      decided_by text,
      decision_no text,
      resolved_on date,
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check (state <> 'resolved' or resolved_on is not null),
      check (resolved_on is null or resolved_on >= found_on)
    )`.execute(db);
  await sql`comment on table boundary_dispute is '纠纷隐患 (令353 art. 15)'`.execute(db);
  await sql`create index boundary_dispute_line on boundary_dispute (line_code)`.execute(db);

  await sql`
    create table cross_project (
      id int4 generated always as identity primary key,
      line_code text not null,
      county_a text,
      county_b text,
      name text not null,
      kind text,
      consents text[] not null default '{}',
      started_on date,
      ended_on date,
      note text,
      geom geometry(Point, 4490),
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db);
  await sql`comment on table cross_project is '跨界项目: land use across a line, with the sides that have consented (令353 art. 10)'`.execute(db); // prettier-ignore
  await sql`create index cross_project_line on cross_project (line_code)`.execute(db);

  await sql`
    create table inspection_round (
      id int4 generated always as identity primary key,
      level text not null check (level in ('province', 'prefecture', 'county')),
      number int2 not null check (number > 0),
      year_from int2 not null,
      year_to int2 not null,
      note text,
      sample boolean not null default false,
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (level, number, sample),
      check (year_from <= year_to)
    )`.execute(db);
  await sql`comment on table inspection_round is '联检轮次: five years per line (令353 art. 12)'`.execute(db);

  await sql`
    create table inspection (
      id int4 generated always as identity primary key,
      kind text not null check (kind in ('regular', 'special')),
      round_id int4 references inspection_round,
      line_code text not null,
      year int2 not null,
      cause text,
      lead_code text not null,
      partner_code text not null,
      state text not null default 'planned' check (state in ('planned', 'office', 'field', 'signed', 'filed', 'cancelled')),
      office_on date,
      field_from date,
      field_to date,
      team text[] not null default '{}',
      observance text,
      upkeep text,
      terrain text,
      land_use text,
      other text,
      conclusion text,
      report_no text,
      signed_on date,
      filed_to text,
      filed_on date,
      filing_no text,
      sample boolean not null default false,
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check ((kind = 'regular') = (round_id is not null)),
      check (kind = 'regular' or cause is not null),
      check (lead_code <> partner_code),
      check (field_to is null or field_from <= field_to),
      check (state <> 'filed' or (filed_to is not null and filed_on is not null))
    )`.execute(db);
  await sql`comment on table inspection is '联检 of one line; regular ones belong to a round, special ones follow a disaster or a change. Only filed counts as done'`.execute(db); // prettier-ignore
  await sql`comment on column inspection.observance is 'the five parts of 《行政区域界线界桩管理办法》 (2008) art. 3: observance, upkeep (markers and 方位物), terrain (other marks, 修测), land_use (跨界生产建设), other'`.execute(db); // prettier-ignore
  await sql`create unique index inspection_once on inspection (round_id, line_code) where state <> 'cancelled'`.execute(db); // prettier-ignore
  await sql`create index inspection_line on inspection (line_code, year)`.execute(db);

  await sql`
    create table marker_event (
      id int4 generated always as identity primary key,
      uuid uuid not null unique,
      marker_id int4 not null,
      line_code text not null,
      marker_number text not null,
      kind text not null check (kind in ('inspect', 'repair', 'restore', 'replace', 'relocate', 'add', 'retire', 'repaint', 'resurvey')),
      happened_on date not null,
      condition text check (condition in
        ('intact', 'damaged', 'displaced', 'missing', 'unclear_inscription', 'reference_incomplete', 'unknown')),
      side_code text,
      people text[] not null default '{}',
      neighbour_present boolean,
      neighbour_code text,
      neighbour_people text[] not null default '{}',
      approval_no text,
      applications text[] not null default '{}',
      measured_x numeric,
      measured_y numeric,
      measured_crs int4,
      measured_height numeric,
      accuracy_m float8,
      method text,
      geom geometry(Point, 4490),
      displacement_m float8,
      tolerance_m float8,
      tolerance_rule text,
      flags text[] not null default '{}',
      changes jsonb,
      note text,
      inspection_id int4 references inspection,
      meeting_code text,
      corrects int4 references marker_event,
      channel text not null default 'desk' check (channel in ('desk', 'field')),
      recorded_by text not null,
      recorded_at timestamptz not null default now(),
      sample boolean not null default false
    )`.execute(db);
  await sql`comment on table marker_event is 'appended, never edited: a mistake is corrected by another event (corrects). No foreign key to the marker: its history outlives it'`.execute(db); // prettier-ignore
  await sql`comment on column marker_event.uuid is 'made by the client: what is sent twice is recorded once'`.execute(db); // prettier-ignore
  await sql`comment on column marker_event.changes is 'before and after of what it has changed in the register'`.execute(db); // prettier-ignore
  await sql`create index marker_event_marker on marker_event (marker_id, happened_on, id)`.execute(db);
  await sql`create index marker_event_line on marker_event (line_code, happened_on)`.execute(db);
  await sql`create index marker_event_inspection on marker_event (inspection_id, marker_id) where inspection_id is not null`.execute(db); // prettier-ignore
  await sql`create index marker_event_day on marker_event (happened_on, marker_id)`.execute(db);

  await sql`
    create table segment_check (
      id int4 generated always as identity primary key,
      uuid uuid not null unique,
      inspection_id int4 not null references inspection,
      line_code text not null,
      county_a text not null,
      county_b text not null default '',
      checked_on date not null,
      carrier_changed boolean,
      clear boolean,
      people text[] not null default '{}',
      note text,
      corrects int4 references segment_check,
      channel text not null default 'desk' check (channel in ('desk', 'field')),
      recorded_by text not null,
      recorded_at timestamptz not null default now()
    )`.execute(db);
  await sql`comment on column segment_check.clear is 'the line is clear and observed on this segment; null: not looked at'`.execute(db); // prettier-ignore
  await sql`create index segment_check_inspection on segment_check (inspection_id)`.execute(db);

  await sql`
    create table meeting_check (
      id int4 generated always as identity primary key,
      uuid uuid not null unique,
      meeting_code text not null,
      checked_on date not null,
      year int2 not null,
      condition text check (condition in
        ('intact', 'damaged', 'displaced', 'missing', 'unclear_inscription', 'reference_incomplete', 'unknown')),
      people text[] not null default '{}',
      note text,
      corrects int4 references meeting_check,
      channel text not null default 'desk' check (channel in ('desk', 'field')),
      recorded_by text not null,
      recorded_at timestamptz not null default now()
    )`.execute(db);
  await sql`comment on table meeting_check is 'one check of a 交会点 serves the inspections of all its lines in that year'`.execute(db); // prettier-ignore
  await sql`create index meeting_check_meeting on meeting_check (meeting_code, year)`.execute(db);

  await sql`
    create table inspection_signature (
      id int4 generated always as identity primary key,
      inspection_id int4 references inspection,
      meeting_check_id int4 references meeting_check,
      party_code text not null,
      name text not null,
      signed_on date not null,
      means text not null check (means in ('account', 'scan')),
      signed_by text not null,
      recorded_at timestamptz not null default now(),
      check (num_nonnulls(inspection_id, meeting_check_id) = 1)
    )`.execute(db);
  await sql`comment on column inspection_signature.means is 'account: by the party itself; scan: a party without an account, by an uploaded scan (attachment of the signature)'`.execute(db); // prettier-ignore
  await sql`create unique index inspection_signature_party on inspection_signature (coalesce(inspection_id, 0), coalesce(meeting_check_id, 0), party_code)`.execute(db); // prettier-ignore

  await sql`
    create table finding (
      id int4 generated always as identity primary key,
      uuid uuid not null unique,
      line_code text not null,
      inspection_id int4 references inspection,
      marker_id int4,
      event_id int4 references marker_event,
      county_a text,
      county_b text,
      meeting_code text,
      kind text not null,
      severity text not null check (severity in ('low', 'medium', 'high')),
      description text not null,
      geom geometry(Point, 4490),
      assignee_code text,
      assignee text,
      due_on date,
      order_no text,
      ordered_on date,
      state text not null default 'open' check (state in ('open', 'ordered', 'done', 'closed')),
      closing_event_id int4 references marker_event,
      closing_note text,
      closed_on date,
      closed_by text,
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check (state <> 'ordered' or (assignee_code is not null and due_on is not null)),
      check ((state = 'closed') = (closed_on is not null))
    )`.execute(db);
  await sql`comment on table finding is 'what an inspection has found: ordered to be repaired (整改通知), done, and closed by another look'`.execute(db); // prettier-ignore
  await sql`create index finding_line on finding (line_code, id)`.execute(db);
  await sql`create index finding_open on finding (due_on) where state <> 'closed'`.execute(db);
  await sql`create index finding_inspection on finding (inspection_id) where inspection_id is not null`.execute(db); // prettier-ignore
  await sql`create index finding_marker on finding (marker_id) where marker_id is not null`.execute(db);

  for (const table of ['marker_event', 'segment_check', 'meeting_check']) {
    await sql`create trigger ${sql.ref(`${table}_append_only`)} before update or delete on ${sql.table(table)}
      for each row execute function refuse_change()`.execute(db);
    await sql`create trigger ${sql.ref(`${table}_never_emptied`)} before truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`.execute(db);
  }

  await sql`
    alter table attachment
      add column event_id int4 references marker_event,
      add column document_id int4 references boundary_document on delete cascade,
      add column dispute_id int4 references boundary_dispute on delete cascade,
      add column inspection_id int4 references inspection,
      add column signature_id int4 references inspection_signature,
      add column finding_id int4 references finding,
      add column uuid uuid unique,
      add column phase text check (phase in ('before', 'after'))`.execute(db);
  await sql`comment on column attachment.uuid is 'made by a client that may send it twice'`.execute(db);
  await sql`alter table attachment drop constraint attachment_check`.execute(db);
  await sql`
    alter table attachment add constraint attachment_of_one check (num_nonnulls(draft_id, filing_id, sign_id, protected_id,
      event_id, document_id, dispute_id, inspection_id, signature_id, finding_id) = 1)`.execute(db);
  for (const owner of ['event_id', 'document_id', 'dispute_id', 'inspection_id', 'signature_id', 'finding_id'])
    await sql`create index ${sql.ref(`attachment_${owner}`)} on attachment (${sql.ref(owner)}) where ${sql.ref(owner)} is not null`.execute(db); // prettier-ignore
}
