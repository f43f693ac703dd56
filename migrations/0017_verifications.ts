import { sql, type Kysely } from 'kysely';

/** 标准地名核验: lists of names that somebody has brought, and what was found of each. Kept for a week. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table verification (
      id int4 generated always as identity primary key,
      title text not null,
      author text not null,
      state text not null check (state in ('uploaded', 'running', 'done', 'refused', 'cancelled', 'failed')),
      file_path text,
      preview jsonb not null,
      columns jsonb,
      done int4 not null default 0,
      total int4,
      counts jsonb,
      message text,
      search_version int4,
      cancel_requested boolean not null default false,
      beat_at timestamptz not null default now(),
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz
    )`.execute(db);
  await sql`comment on column verification.columns is 'which column is the name and which the division: {name, division, headed}'`.execute(
    db,
  );
  await sql`comment on column verification.beat_at is 'renewed by the process that works on it: one that has not been for a minute is nobody''s'`.execute(
    db,
  );
  await sql`create index verification_author on verification (author, id desc)`.execute(db);
  await sql`
    create table verification_row (
      job_id int4 not null references verification on delete cascade,
      n int4 not null,
      line int4 not null,
      cells jsonb not null,
      name text not null,
      division text,
      outcome text not null check (outcome in ('standard', 'alias', 'former', 'misspelt', 'ambiguous', 'not_found')),
      reason text not null,
      fill jsonb not null,
      notes jsonb not null,
      correction text,
      place_id int4,
      candidates jsonb not null,
      candidate_count int4 not null,
      chosen boolean not null default false,
      found jsonb not null,
      primary key (job_id, n)
    )`.execute(db);
  await sql`comment on column verification_row.candidates is 'ids of places, each with its own reason: [{id, reason, fill}]'`.execute(
    db,
  );
  await sql`comment on column verification_row.found is 'outcome, reason, fill, correction and place before somebody chose a candidate'`.execute(
    db,
  );
  await sql`create index verification_row_outcome on verification_row (job_id, outcome, n)`.execute(db);
}
