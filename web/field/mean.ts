/** A position of the device: the mean of what it has said, each weighed by its accuracy. WGS 84, taken as EPSG:4490. */
export interface Fix {
  point: [number, number];
  accuracyM: number; // the best that the device has claimed: a mean of one receiver's positions is not better than that
  samples: number;
}

const goodM = 100; // what is worse is left out once there is something better
const earthM = 6_371_008.8;

/** Degrees and metres; not the altitude, which is above the ellipsoid as registered heights are not. */
interface Sample {
  longitude: number;
  latitude: number;
  accuracy: number;
}

export function mean(all: readonly Sample[]): Fix {
  const best = Math.min(...all.map(({ accuracy }) => accuracy));
  const used = all.filter(({ accuracy }) => accuracy <= Math.max(best, goodM));
  const weights = used.map(({ accuracy }) => 1 / Math.max(1, accuracy) ** 2);
  const weight = weights.reduce((sum, one) => sum + one, 0);
  const of = (value: (sample: Sample) => number): number =>
    used.reduce((sum, sample, index) => sum + value(sample) * weights[index]!, 0) / weight;
  return {
    point: [of(({ longitude }) => longitude), of(({ latitude }) => latitude)],
    accuracyM: best,
    samples: used.length,
  };
}

/** Metres between two positions, on a sphere: good to 0.5 %, for showing only. The server measures on the ellipsoid. */
export function distanceM([lon1, lat1]: readonly [number, number], [lon2, lat2]: readonly [number, number]): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const [up, aside] = [radians(lat2 - lat1), radians(lon2 - lon1)];
  const half = Math.sin(up / 2) ** 2 + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(aside / 2) ** 2;
  return 2 * earthM * Math.asin(Math.sqrt(half));
} // prettier-ignore

/** Compass bearing from one position to another, degrees. */
export function bearing([lon1, lat1]: readonly [number, number], [lon2, lat2]: readonly [number, number]): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const aside = radians(lon2 - lon1);
  const y = Math.sin(aside) * Math.cos(radians(lat2));
  const x = Math.cos(radians(lat1)) * Math.sin(radians(lat2)) - Math.sin(radians(lat1)) * Math.cos(radians(lat2)) * Math.cos(aside);
  return ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
} // prettier-ignore
