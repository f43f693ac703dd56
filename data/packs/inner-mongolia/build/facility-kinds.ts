/**
 * Kinds of facility. `reach_km` is 部门设定, 无法定依据; empty: reach is not computed, because the demand is not in settlements
 * (救助管理站) or the unit is the township itself (未成年人保护工作站).
 */
export const facilityKinds = [
  { id: 'funeral_home', name: '殡仪馆', name_en: 'Funeral home', unit: 'county', reach_km: '60', symbol: 'funeral-home' },
  { id: 'funeral_service_station', name: '殡仪服务站', name_en: 'Funeral service station', unit: 'county', reach_km: '30', symbol: 'funeral-service' },
  { id: 'columbarium', name: '骨灰堂', name_en: 'Columbarium', unit: 'county', reach_km: '60', symbol: 'columbarium' },
  { id: 'public_cemetery', name: '公益性公墓', name_en: 'Public cemetery', unit: 'county', reach_km: '30', symbol: 'cemetery' },
  { id: 'relief_station', name: '救助管理站', name_en: 'Relief station', unit: 'county', reach_km: '', symbol: 'relief' },
  { id: 'child_protection_station', name: '未成年人保护工作站', name_en: 'Child-protection station', unit: 'township', reach_km: '', symbol: 'child-station' },
  { id: 'child_protection_institution', name: '未成年人救助保护机构', name_en: 'Child-protection institution', unit: 'county', reach_km: '100', symbol: 'child-institution' },
  { id: 'elderly_care_centre', name: '综合性养老服务机构', name_en: 'Elderly-care centre', unit: 'township', reach_km: '20', symbol: 'elderly-care' },
] as const; // prettier-ignore

export type KindId = (typeof facilityKinds)[number]['id'];
export type Zone = 'cremation' | 'burial_reform' | 'mixed' | 'unknown';

/** Range of the yearly cremations, graves, niches or beds of a kind; null: not stated. */
export const capacity: Record<KindId, readonly [number, number, step: number] | null> = {
  funeral_home: [800, 6000, 100],
  funeral_service_station: [100, 800, 50],
  columbarium: [1000, 8000, 500],
  public_cemetery: [1000, 15_000, 500],
  relief_station: [10, 120, 5],
  child_protection_station: null,
  child_protection_institution: [6, 60, 2],
  elderly_care_centre: [20, 180, 10],
};
