/** West, south, east, north, degrees. */
export type Box = readonly [number, number, number, number];

/** Steps of a grid in seconds of arc, from 10 degrees to a second. */
const STEPS = [36_000, 18_000, 7_200, 3_600, 1_800, 1_200, 600, 300, 120, 60, 30, 20, 10, 5, 2, 1];
const SECOND = 1 / 3600;

/** The finest step, in seconds, of which no more than `most` fit into `span` degrees. */
export const stepOf = (span: number, most: number): number =>
  STEPS.findLast((step) => span / (step * SECOND) <= most) ?? STEPS[0]!;

/** Multiples of the step between two values, in whole seconds. */
export function multiples(from: number, to: number, step: number): number[] {
  const first = Math.ceil((from * 3600) / step - 1e-9);
  const last = Math.floor((to * 3600) / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}

/** 111°40′30″E, with as many parts as the step needs. @param seconds of arc */
export function angleText(seconds: number, axis: 'lon' | 'lat', step: number): string {
  const whole = Math.round(Math.abs(seconds));
  const [degrees, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  const parts = step % 3600 === 0 ? '' : step % 60 === 0 ? `${two(minutes)}′` : `${two(minutes)}′${two(rest)}″`; // prettier-ignore
  const side = axis === 'lon' ? (seconds < 0 ? 'W' : 'E') : seconds < 0 ? 'S' : 'N';
  return `${degrees}°${parts}${side}`;
}

export interface Graticule {
  meridians: number[]; // seconds
  parallels: number[];
  step: number;
}

/** @param most lines across the longer side */
export function graticuleOf([west, south, east, north]: Box, most: number): Graticule {
  const step = stepOf(Math.max(east - west, north - south), most);
  return { step, meridians: multiples(west, east, step), parallels: multiples(south, north, step) };
}
