import type { z } from 'zod';
import type { Run } from '../api/coverage.ts';
import type { Db } from '../database/open.ts';
import { sql } from 'kysely';
import { version } from '../version.ts';
import { hashOf } from './hash.ts';
import type { PolicyRow } from './queries.ts';
import type { SettlementState } from './settlement-state.ts';
import type { World } from './world.ts';

const methodVersion = 2; // raise it when the same inputs give other flags
export const codeVersion = `nutag ${version} coverage ${methodVersion}`;

/** A policy without what editing it leaves behind. */
const contentOf = ({ updated_at: _at, edited_at: _when, edited_by: _who, ...content }: PolicyRow) => content;

/** Content hashes of all that flags are made from. @param kinds that are asked for, with what may stand for them */
export function inputsOf(world: World, settlements: SettlementState, kinds: readonly string[], roads: string | null): Record<string, string> {
  const policies = world.policies.filter((one) => one.kinds.some((id) => kinds.includes(id)));
  return {
    facilities: hashOf(world.facilities),
    settlements: settlements.hash,
    divisions: hashOf(world.units),
    facts: hashOf(world.facts),
    policies: hashOf({ policies: policies.map(contentOf), names: world.kinds.filter(({ id }) => kinds.includes(id)).map(({ id, name }) => [id, name]) }),
    ...(roads === null ? {} : { roads }),
  };
} // prettier-ignore

/** Hash of the distances by road, where they are asked for. */
export async function roadsHash(db: Db, kinds: readonly string[]): Promise<string> {
  const { rows } = await sql<{ hash: string | null }>`
    select md5(string_agg(kind || code || distances::text, '' order by kind collate "C", code collate "C")) as hash
    from unit_reach where method = 'road' and level <> 'prefecture' and kind = any(${[...kinds]}::text[])`.execute(
    db,
  );
  return rows[0]?.hash?.slice(0, 16) ?? 'none';
}

/** The id is the hash of all that the answer depends on: asked again with the same, it is the same. */
export function runOf(
  parameters: Record<string, unknown>,
  inputs: Record<string, string>,
): z.infer<typeof Run> {
  const said = { parameters, inputs, code: codeVersion };
  return { id: hashOf(said), ...said };
}
