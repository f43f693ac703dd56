/**
 * Speeds in km/h by class, where the file has none of its own: a setting of the department (`--speed CLASS=KMH`), not a speed limit. Classes in the
 * words of OpenStreetMap (`highway`, Geofabrik's `fclass`) and of Chinese road registers.
 */
export const defaultSpeeds: Readonly<Record<string, number>> = {
  motorway: 100, trunk: 80, primary: 60, secondary: 50, tertiary: 40, unclassified: 30, residential: 30, road: 30, service: 20, living_street: 20, track: 20,
  motorway_link: 50, trunk_link: 40, primary_link: 40, secondary_link: 30, tertiary_link: 30,
  高速公路: 100, 国道: 80, 省道: 60, 县道: 40, 乡道: 30, 村道: 20, 一级公路: 80, 二级公路: 60, 三级公路: 40, 四级公路: 20, 等外公路: 20,
}; // prettier-ignore

/** Of a class that is not in the table. */
export const otherSpeed = 30;

export const fastest = 150; // km/h; more is a mistake

/** Ways that no car may take, or that are not built: left out. */
export const isDrivable = (roadClass: string): boolean =>
  !/^(footway|path|steps|pedestrian|cycleway|bridleway|corridor|elevator|platform|construction|proposed|raceway|abandoned)$/.test(
    roadClass,
  );

/** Geofabrik's `track_grade3` is a track. */
export const speedOf = (roadClass: string, speeds: Readonly<Record<string, number>>): number | undefined =>
  speeds[roadClass] ?? speeds[roadClass.replace(/_grade\d$/, '')];
