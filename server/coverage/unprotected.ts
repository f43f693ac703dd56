import type { Answer, Query } from '../api/endpoint.ts';
import type * as api from '../api/coverage-evidence.ts';
import { defaultDetour, defaultShare } from '../api/coverage.ts';
import type { Context } from '../context.ts';
import { byteOrderMark, csvText } from '../http/csv.ts';
import { sql } from 'kysely';
import type { Position } from '../api/geo.ts';
import { judge } from './answer.ts';
import { noBasis } from './cite.ts';
import { pathsIn } from './world.ts';

const stations = 'child_protection_station';

/** Townships with neither a station nor a designated person (未成年人保护法 art. 81); those of which it is not known apart. */
export async function unprotected({ db }: Context, query: Query<typeof api.listUnprotected>): Promise<Answer<typeof api.listUnprotected>> {
  const { answer, world, duties } = await judge(db, { kind: stations, unit: 'township', on: query.on, division: query.division, method: 'straight', detour: defaultDetour, share: defaultShare });
  const pathOf = pathsIn(world);
  const persons = new Map(world.facts.filter(({ type }) => type === 'person').map((row) => [row.division_code, row]));
  const wanted = answer.items.filter(({ duty, name }) => duty.result === query.result && (query.q === undefined || name.includes(query.q)));
  const seats = await seatsOf(db, wanted.map(({ code }) => code));
  const items = wanted.map(({ code, name, duty }) => {
    const person = persons.get(code);
    const { facts } = duties.of(code);
    return {
      code,
      name,
      path: pathOf(code),
      result: query.result,
      reason: duty.reason,
      others: facts.notOperating,
      person: person === undefined ? null : person.value === 'none' ? ('none' as const) : ('unknown' as const),
      population: world.known.population.get(code) ?? null,
      point: seats.get(code) ?? null,
      sample: person?.sample ?? answer.sample,
    };
  });
  return {
    on: answer.on,
    items,
    total: items.length,
    next: null,
    counts: { not_met: answer.totals.not_met, unknown: answer.totals.unknown, townships: answer.total },
    basis: answer.policy?.basis ?? noBasis,
    sample: answer.sample,
    notice: answer.notice,
    run: answer.run,
  };
} // prettier-ignore

async function seatsOf(db: Context['db'], codes: readonly string[]): Promise<Map<string, Position>> {
  const { rows } = await sql<{ code: string; point: Position }>`
    select code, array[ST_X(seat), ST_Y(seat)] as point from division
    where valid_to is null and seat is not null and code = any(${[...codes]}::text[])`.execute(db);
  return new Map(rows.map(({ code, point }) => [code, point]));
}

/** The same as a table, under its title, parameters and run. */
export async function* unprotectedCsv(context: Context, query: Query<typeof api.listUnprotected>): AsyncGenerator<string> {
  const { on, items, basis, notice, run } = await unprotected(context, query);
  const title = query.result === 'not_met' ? '既无未成年人保护工作站也无专门人员的苏木乡镇街道' : '有无工作站或专门人员未知的苏木乡镇街道';
  yield byteOrderMark + csvText([
    [`${title} ${items.length} 个, 截至 ${on}, 运行编号 ${run.id}`],
    [`依据: ${basis}${notice === null ? '' : `; ${notice}`}`],
    ['乡级代码', '名称', '盟市', '旗县', '原因', '规划、在建、停用或关闭的工作站', '专门人员', '人口', '经度', '纬度', '示例数据'],
    ...items.map(({ code, name, path, reason, others, person, population, point, sample }) => [
      code, name, path.at(-3)?.name, path.at(-2)?.name, reason, others, person === 'none' ? '未指定' : '未知', population, point?.[0], point?.[1], sample ? '是' : '否',
    ]),
  ]);
} // prettier-ignore
