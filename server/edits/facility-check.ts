import type { EditFinding } from '../api/edits.ts';
import type { FacilityContent } from '../api/facility-edits.ts';
import type { Context } from '../context.ts';
import { likelyTwin, outside } from '../imports/kinds/facility-checks.ts';
import { historyText } from '../imports/kinds/facility-history.ts';
import { facilityFields } from '../imports/kinds/facility-fields.ts';
import { facilityKinds } from '../imports/kinds/facility-kinds.ts';
import { readFacility } from '../imports/kinds/facility-row.ts';
import { createPositionReader } from '../imports/position.ts';
import { changedFields, escalate, gather, type Grave } from './findings.ts';
import { editKnowledge } from './knowledge.ts';
import { oneRow } from './one-row.ts';

/** Fields of an import by their names in the content. */
const fieldOf: Readonly<Record<string, string>> = {
  division: 'county', opened: 'openedOn', closed: 'closedOn', verified: 'verifiedOn', longitude: 'point', latitude: 'point',
}; // prettier-ignore

const grave: Grave = {
  'division-recoded': ['county', 'township'],
  'township-unknown': ['township'],
  'ownership-unknown': ['ownership'],
  'serves-unknown': ['serves'],
  'number-form': ['capacity', 'equipmentYear'],
  'public-secret': ['public', 'secrecy'],
};

/**
 * Checks a facility with the row checks of imports, and with the present ones around it.
 * @param before what it was; null for a new one
 */
export async function checkFacility(
  context: Context,
  before: { id: number; content: FacilityContent } | null,
  content: FacilityContent,
): Promise<EditFinding[]> {
  const { db, config } = context;
  const changed = changedFields(before?.content ?? null, content);
  const { divisions, locator, today } = await editKnowledge(db);
  const { columns, row } = oneRow(facilityFields, cellsOf(content), config.accounts.public);
  const position = createPositionReader({ columns, crs: null, shifts: config.datumShifts, obfuscated: false }); // prettier-ignore
  const kinds = await facilityKinds(db);
  const findings = await gather(async (report) => {
    readFacility({ columns, kinds, divisions: divisions.known, position, report, today }, row);
    const [lon, lat] = content.point ?? [null, null];
    const km = lon === null ? null : locator.distanceKm(content.county, lon, lat!);
    if (km !== null && km * 1000 > outside) report.warning({ check: 'point-outside', field: 'point', value: `${lon}, ${lat}`, reason: `在${divisions.title(content.county)}之外 ${km.toFixed(1)} km`, remedy: '核对坐标与旗县 (边界为示意)' }); // prettier-ignore
    if (['kind', 'name', 'county', 'point', 'creditCode'].some((field) => changed.has(field))) {
      const twin = await likelyTwin(db, { kind: content.kind, name: content.name, county_code: content.county, credit_code: content.creditCode, lon, lat }, before?.id ?? null); // prettier-ignore
      if (twin !== undefined) report.warning({ check: 'similar-facility', field: 'name', value: content.name, reason: `库中已有很像的设施 “${twin.name}” (编号 ${twin.id}, ${twin.sample ? '示例数据' : `来源 ${twin.source}`})`, remedy: '核对是否同一个' }); // prettier-ignore
    }
  }, fieldOf);
  return escalate(findings, grave, changed);
}

function cellsOf(content: FacilityContent): Record<string, string | null> {
  const { point } = content;
  const number = (value: number | null): string | null => (value === null ? null : String(value));
  return {
    kind: content.kind,
    name: content.name,
    code: content.code,
    division: content.county,
    township: content.township,
    address: content.address,
    longitude: number(point?.[0] ?? null),
    latitude: number(point?.[1] ?? null),
    ownership: content.ownership,
    level: content.level,
    status: content.status,
    opened: content.openedOn,
    closed: content.closedOn,
    verified: content.verifiedOn,
    capacity: number(content.capacity),
    serves: content.serves.length === 0 ? null : content.serves.join('|'),
    hostedIn: content.hostedIn,
    phone: content.phone,
    hours: content.hours,
    condition: content.condition,
    equipmentYear: number(content.equipmentYear),
    envCompliant: content.envCompliant === null ? null : content.envCompliant ? '是' : '否',
    creditCode: content.creditCode,
    services: content.services.length === 0 ? null : content.services.join('|'),
    statusHistory: historyText(content.statusHistory),
    approvalNo: content.approvalNo,
    public: content.public ? '是' : '否',
    secrecy: content.secrecy,
  };
}
