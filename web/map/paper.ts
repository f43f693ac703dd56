import type { Paper } from '../state/url.ts';
import { bounds, centre, settledZoom } from './flight.ts';
import { metresPerPixel, SCALES, scaleToFit } from './scale.ts';

/** A sheet and the frame of its map, mm; what is left is for title, coordinates, legend and lines of text. */
interface Sheet {
  width: number;
  height: number;
  frame: { width: number; height: number };
}

export const SHEETS: Record<Paper, Sheet> = {
  'a4-landscape': { width: 297, height: 210, frame: { width: 216, height: 152 } },
  'a4-portrait': { width: 210, height: 297, frame: { width: 182, height: 182 } },
  'a3-landscape': { width: 420, height: 297, frame: { width: 324, height: 234 } },
  'a3-portrait': { width: 297, height: 420, frame: { width: 269, height: 292 } },
};

/** The largest scale at which all that the screen shows is on the paper. */
export function scaleOnPaper(paper: Paper): number {
  const box = bounds.peek();
  if (box === null) return SCALES.at(-1)!;
  const [west, south, east, north] = box;
  const lat = centre.peek()?.[1] ?? (south + north) / 2;
  const perPixel = metresPerPixel(lat, settledZoom.peek());
  const perDegree = (512 * 2 ** settledZoom.peek()) / 360; // CSS px
  const wide = (east - west) * perDegree * perPixel;
  const high = (mercator(north) - mercator(south)) * perDegree * perPixel;
  const { frame } = SHEETS[paper];
  return Math.max(scaleToFit(wide, frame.width), scaleToFit(high, frame.height));
}

/** Degrees of the Mercator ordinate. */
const mercator = (lat: number): number => (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * 180) / Math.PI; // prettier-ignore
