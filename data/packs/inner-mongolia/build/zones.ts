import type { Zone } from './facility-kinds.ts';
import type { Ground, Unit } from './positions.ts';
import { dayIn, seeded, type Random } from './random.ts';

export interface ZoneRow {
  division_code: string;
  zone: Zone;
  document: string;
  valid_from: string;
}

/** City districts and cities cremate; counties mostly; banners half; eight are not known. No real list is published. */
function countyZone(county: Unit, random: Random): Zone {
  if (county.kind === '市辖区') return 'cremation';
  if (random.chance(0.1)) return 'unknown';
  if (/旗/.test(county.kind) || county.name.endsWith('旗'))
    return random.weighted([['burial_reform', 45], ['mixed', 25], ['cremation', 30]] as const); // prettier-ignore
  return random.weighted([['cremation', 70], ['mixed', 20], ['burial_reform', 10]] as const); // prettier-ignore
}

/** A default for each county, and a row for each township where the county is mixed. Documents are marked as 示例. */
export function planZones(ground: Ground): ZoneRow[] {
  return ground.counties.flatMap((county, index) => {
    const random = seeded(`zone ${county.code}`);
    const zone = countyZone(county, random);
    const paper =
      zone === 'unknown'
        ? { document: '', valid_from: '' }
        : {
            document: `示例文号〔${random.integer(2012, 2022)}〕${index + 1}号`,
            valid_from: dayIn(random, 2012, 2022),
          };
    const own: ZoneRow = { division_code: county.code, zone, ...paper };
    if (zone !== 'mixed') return [own];
    const townships = ground.townshipsOf(county.code).map(({ code }): ZoneRow => {
      const part = random.weighted([['cremation', 48], ['burial_reform', 47], ['unknown', 5]] as const); // prettier-ignore
      return { division_code: code, zone: part, ...paper };
    });
    return [own, ...townships];
  });
}
