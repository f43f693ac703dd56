import { sql, type Kysely } from 'kysely';

/**
 * Accounts, sessions, credentials and sign-in states in the shape that better-auth reads and writes (a test compares them with the
 * library's schema), and what is ours: API tokens, failed sign-ins, the secret that signs cookies.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table account_user (
      id uuid primary key default gen_random_uuid(),
      username text not null unique,
      name text not null,
      email text not null unique,
      email_verified boolean not null default true,
      image text,
      role text not null default 'viewer' check (role in ('viewer', 'place_officer', 'boundary_officer', 'planner', 'administrator')),
      jurisdiction text check (jurisdiction ~ '^[0-9]{6}$'),
      active boolean not null default true,
      must_change_password boolean not null default false,
      last_sign_in_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db);
  await sql`comment on column account_user.email is 'made up from the id: the library wants one; no mail is ever sent'`.execute(
    db,
  );
  await sql`comment on column account_user.jurisdiction is 'division code at region, league or banner level; null = nothing can be written'`.execute(
    db,
  );
  await sql`
    create table account_session (
      id uuid primary key default gen_random_uuid(),
      token text not null unique,
      user_id uuid not null references account_user on delete cascade,
      ip_address text,
      user_agent text,
      expires_at timestamptz not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index account_session_user on account_session (user_id)`.execute(db);
  await sql`create index account_session_expiry on account_session (expires_at)`.execute(db);
  await sql`
    create table account_credential (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references account_user on delete cascade,
      provider_id text not null,
      account_id text not null,
      password text,
      access_token text,
      refresh_token text,
      id_token text,
      access_token_expires_at timestamptz,
      refresh_token_expires_at timestamptz,
      scope text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (provider_id, account_id),
      unique (user_id, provider_id)
    )`.execute(db);
  await sql`comment on column account_credential.provider_id is 'credential: a password (scrypt); oidc: account_id is the subject at the provider. Tokens of the provider are not kept'`.execute(db); // prettier-ignore
  await sql`
    create table account_verification (
      id uuid primary key default gen_random_uuid(),
      identifier text not null,
      value text not null,
      expires_at timestamptz not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index account_verification_identifier on account_verification (identifier)`.execute(db);
  await sql`
    create table account_token (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references account_user on delete cascade,
      name text not null,
      prefix text not null,
      hash text not null unique,
      scopes text[] not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      last_used_at timestamptz,
      revoked_at timestamptz
    )`.execute(db);
  await sql`comment on column account_token.hash is 'SHA-256 of the token, which is kept nowhere'`.execute(
    db,
  );
  await sql`create index account_token_user on account_token (user_id)`.execute(db);
  await sql`
    create table account_throttle (
      key text primary key,
      failures int4 not null,
      last_at timestamptz not null,
      locked_until timestamptz
    )`.execute(db);
  await sql`comment on column account_throttle.key is 'keyed hash of a user name or an address: what people mistype into the name field is often a password'`.execute(db); // prettier-ignore
  await sql`
    create table account_secret (
      id boolean primary key default true check (id),
      value text not null,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`comment on table account_secret is 'signs cookies; one for all processes; not used where NUTAG_SECRET is set'`.execute(
    db,
  );
}
