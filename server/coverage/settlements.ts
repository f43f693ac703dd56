/** An inhabited place of the gazetteer. */
export interface Settlement {
  id: number;
  name: string;
  classCode: string; // GB/T 18521
  divisionCode: string; // 6 or 9 digits
  lon: number;
  lat: number;
}

const twinMetres = 2000;
const isVillage = (classCode: string): boolean => classCode.startsWith('216');
const isCommittee = (classCode: string): boolean => classCode.startsWith('276');

/** 东升村 for 东升村, 东升村村民委员会 and 东升村委会. */
const bareName = (name: string): string => name.replace(/(村民委员会|居民委员会|村委会|居委会|委员会)$/, '');

/** Metres on a sphere between two near points; used to compare with a tolerance only. */
function roughMetres(one: Settlement, other: Settlement): number {
  const north = (one.lat - other.lat) * 111_195;
  const east = (one.lon - other.lon) * 111_195 * Math.cos((one.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}

/**
 * Finds the 276xx entries (the committee) whose village or community (216xx, the place) is there too: the same name in the same
 * division, within 2 km. Both stand for one settlement (domain.md section 2). All places are added before one is asked.
 */
export interface TwinFinder {
  add(settlement: Settlement): void;
  isTwin(settlement: Settlement): boolean;
}

export function createTwinFinder(): TwinFinder {
  const key = (one: Settlement): string => `${one.divisionCode} ${bareName(one.name)}`;
  const villages = new Map<string, Settlement[]>();
  return {
    add: (one) => {
      if (!isVillage(one.classCode)) return;
      const same = villages.get(key(one));
      if (same === undefined) villages.set(key(one), [one]);
      else same.push(one);
    },
    isTwin: (one) =>
      isCommittee(one.classCode) &&
      (villages.get(key(one)) ?? []).some((village) => roughMetres(one, village) <= twinMetres),
  };
}
