import { sql, type Kysely } from 'kysely';

/** The gazetteer: places with many names, and GB/T 18521 classes as data (domain.md sections 2, 3; search.md section 2). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table place_class (
      code text primary key,
      parent_code text,
      name text not null,
      name_en text,
      verified boolean not null,
      settlement boolean not null default false
    )`.execute(db);
  await sql`
    create table place (
      id int4 primary key,
      class_code text not null,
      division_code text not null,
      denotes_code text,
      name text not null,
      roman text,
      mongolian text,
      importance int2 not null check (importance between 1 and 9999),
      status text not null default 'current' check (status in ('current', 'renamed', 'abolished', 'merged', 'proposed')),
      place_code text,
      external_id text,
      position text not null check (position in ('surveyed', 'approximate', 'synthetic', 'unknown')),
      geom geometry(Point, 4490),
      attributes jsonb,
      source_id text not null,
      sample boolean not null,
      public boolean not null default true,
      secrecy text not null default '公开',
      valid_from date,
      valid_to date,
      version int4 not null default 1,
      updated_at timestamptz not null default now(),
      check ((geom is null) = (position = 'unknown'))
    )`.execute(db);
  await sql`comment on column place.external_id is 'id in its own source; with source_id it makes a second import change nothing'`.execute(
    db,
  );
  await sql`comment on column place.denotes_code is 'code of the division that this entry names, if it names one'`.execute(
    db,
  );
  await sql`
    create table place_name (
      place_id int4 not null,
      text text not null,
      kind text not null check (kind in ('standard', 'short', 'alias', 'former', 'variant')),
      lang text not null,
      reading text,
      valid_from text,
      valid_to text,
      source_id text
    )`.execute(db);
  await sql`comment on column place_name.lang is 'BCP 47: zh-Hans, mn-Mong, mn-Cyrl, mn-Latn, zh-Latn-pinyin'`.execute(
    db,
  );
  await sql`comment on column place_name.reading is 'pinyin with tones, syllables separated by a space (zh-Hans only)'`.execute(
    db,
  );
}
