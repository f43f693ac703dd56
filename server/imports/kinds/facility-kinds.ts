import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import { parseTable } from '../../packs/table.ts';
import { plainText } from './cell-values.ts';

export interface FacilityKindRow {
  id: string;
  name: string;
  name_en: string;
  unit: string; // township, county, prefecture
  reach_km: number | null;
  sort: number;
  symbol: string;
}

/** Kinds of facility, by id and by the names in use. */
export interface FacilityKinds {
  all: readonly FacilityKindRow[];
  /** Undefined when no kind is called so. */
  find(text: string): FacilityKindRow | undefined;
}

const synonyms: Readonly<Record<string, readonly string[]>> = {
  funeral_home: ['殡仪馆', '火葬场', '殡仪馆火葬场'],
  funeral_service_station: ['殡仪服务站', '殡葬服务站', '殡仪服务中心', '殡仪服务点'],
  columbarium: ['骨灰堂', '骨灰楼', '骨灰塔', '骨灰寄存处', '骨灰存放处'],
  public_cemetery: ['公益性公墓', '公墓', '城市公益性公墓', '农村公益性公墓', '公益性墓地', '农村公益性墓地', '公益性安葬设施', '公益性节地生态安葬设施'], // prettier-ignore
  relief_station: ['救助管理站', '救助站', '流浪乞讨人员救助管理站', '救助管理中心'],
  child_protection_station: [
    '未成年人保护工作站',
    '未保站',
    '未保工作站',
    '未成年人保护站',
    '未成年人保护工作室',
  ],
  child_protection_institution: ['未成年人救助保护机构', '未保中心', '未成年人救助保护中心', '未成年人保护中心'], // prettier-ignore
  elderly_care_centre: ['综合性养老服务机构', '综合养老服务中心', '综合性养老服务中心'],
  child_welfare_institution: ['儿童福利机构', '儿童福利院', '儿童福利中心'],
};

/** Long-term care of minors (未成年人保护法 art. 96): not a 未成年人救助保护机构, and no plan asks every unit for one. */
const childWelfare: FacilityKindRow = { id: 'child_welfare_institution', name: '儿童福利机构', name_en: 'Child welfare institution', unit: 'prefecture', reach_km: null, sort: 100, symbol: 'child-institution' }; // prettier-ignore

/** Kinds of the database, and the standard ones that it does not have yet: a service without packs has none. */
export async function facilityKinds(db: Db): Promise<FacilityKinds> {
  const { rows } = await sql<FacilityKindRow>`
    select id, name, name_en, unit, reach_km, sort, symbol from facility_kind order by sort, id`.execute(db);
  return createFacilityKinds([
    ...rows,
    ...standardKinds().filter(({ id }) => !rows.some((row) => row.id === id)),
  ]);
}

export function createFacilityKinds(all: readonly FacilityKindRow[]): FacilityKinds {
  const byName = new Map<string, FacilityKindRow>();
  for (const kind of all) {
    for (const name of [kind.id, kind.name, kind.name_en, ...(synonyms[kind.id] ?? [])])
      byName.set(key(name), kind);
  }
  return { all, find: (text) => byName.get(key(text)) };
}

const key = (name: string): string =>
  plainText(name)
    .toLowerCase()
    .replaceAll(/[\s()_-]/g, '');

/** The kinds of design.md section 11. */
export function standardKinds(): FacilityKindRow[] {
  const table = parseTable(readFileSync(new URL('../../../data/packs/inner-mongolia/facility_kinds.tsv', import.meta.url), 'utf8')); // prettier-ignore
  const kinds = Array.from({ length: table.length }, (_, row): FacilityKindRow => ({
    id: table.cell(row, 'id')!,
    name: table.cell(row, 'name')!,
    name_en: table.cell(row, 'name_en')!,
    unit: table.cell(row, 'unit')!,
    reach_km: table.cell(row, 'reach_km') === null ? null : Number(table.cell(row, 'reach_km')),
    sort: row,
    symbol: table.cell(row, 'symbol') ?? table.cell(row, 'id')!,
  }));
  return kinds.some(({ id }) => id === childWelfare.id) ? kinds : [...kinds, childWelfare];
}

/** Adds the kinds that rows refer to and the database lacks. */
export async function addKinds(db: Db, ids: readonly string[]): Promise<void> {
  for (const kind of standardKinds().filter(({ id }) => ids.includes(id)))
    await db.insertInto('facility_kind').values(kind).onConflict((oc) => oc.column('id').doNothing()).execute(); // prettier-ignore
}
