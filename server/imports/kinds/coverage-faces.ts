import type { Position } from 'geojson';

/** A piece of the plane between the noded edges of all areas. */
export interface Face {
  codes: readonly string[]; // of the areas that cover it
  m2: number;
  /** A hole that is meant: it stays open. */
  hole: boolean;
  rings: readonly Position[][]; // degrees; equal points are equal to the last digit
}

const metresPerDegree = 111_320;

/**
 * Gives every face to one division (null: to none). What one area covers is its. An overlap goes to the one of its areas with
 * which it shares the longer edge, unless it is most of one of them: that is an enclave which the other was not cut out for.
 * A gap goes to the neighbour with the longest common edge.
 * @param areas m² of each area
 */
export function assignFaces(faces: readonly Face[], areas: ReadonlyMap<string, number>): (string | null)[] {
  const owners: (string | null)[] = faces.map(({ codes }) => (codes.length === 1 ? codes[0]! : null));
  const settled = faces.map(({ codes, hole }) => codes.length === 1 || hole);
  for (const [index, { codes, m2 }] of faces.entries()) {
    const owner = codes.length > 1 ? mostly(codes, m2, areas) : null;
    if (owner === null) continue;
    owners[index] = owner;
    settled[index] = true;
  }
  const beside = commonEdges(faces);
  // Overlaps first: a gap beside one may then be closed by the right side.
  for (const wanted of [(face: Face) => face.codes.length > 1, () => true]) {
    let open = faces.flatMap((face, index) => (!settled[index] && wanted(face) ? [index] : []));
    while (open.length > 0) {
      const given = open.flatMap((index): [number, string][] => {
        const owner = longest(faces[index]!, beside[index]!, owners);
        return owner === null ? [] : [[index, owner]];
      });
      if (given.length === 0) given.push(...open.flatMap((index): [number, string][] => faces[index]!.codes.slice(0, 1).map((code) => [index, code]))); // prettier-ignore
      for (const [index, owner] of given) {
        owners[index] = owner;
        settled[index] = true;
      }
      if (given.length === 0) break; // gaps that touch nothing
      open = open.filter((index) => !settled[index]);
    }
  }
  return owners;
}

/** The area of which an overlap is more than half, if there is one. */
function mostly(codes: readonly string[], m2: number, areas: ReadonlyMap<string, number>): string | null {
  const share = (code: string): number => m2 / (areas.get(code) ?? Infinity);
  const best = codes.reduce((one, other) => (share(other) > share(one) ? other : one));
  return share(best) > 0.5 ? best : null;
}

function longest(
  face: Face,
  beside: ReadonlyMap<number, number>,
  owners: readonly (string | null)[],
): string | null {
  const lengths = new Map<string, number>();
  for (const [other, metres] of beside) {
    const owner = owners[other];
    if (owner === null || owner === undefined || (face.codes.length > 0 && !face.codes.includes(owner)))
      continue;
    lengths.set(owner, (lengths.get(owner) ?? 0) + metres);
  }
  let best: string | null = null;
  for (const [code, metres] of [...lengths].sort(([one], [other]) => (one < other ? -1 : 1)))
    if (best === null || metres > lengths.get(best)!) best = code;
  return best;
}

/** For each face, the faces across its edges and how many metres of edge they have in common. */
function commonEdges(faces: readonly Face[]): Map<number, number>[] {
  const edges = new Map<string, number>(); // edge -> the face that has been seen on one side of it
  const beside = faces.map(() => new Map<number, number>());
  for (const [index, { rings }] of faces.entries()) {
    for (const ring of rings) {
      for (let at = 1; at < ring.length; at += 1) {
        const [from, to] = [ring[at - 1]!, ring[at]!];
        const [one, other] = [String(from), String(to)];
        const key = one < other ? `${one} ${other}` : `${other} ${one}`;
        const across = edges.get(key);
        if (across === undefined) edges.set(key, index);
        else {
          const metres = length(from, to);
          beside[index]!.set(across, (beside[index]!.get(across) ?? 0) + metres);
          beside[across]!.set(index, (beside[across]!.get(index) ?? 0) + metres);
        }
      }
    }
  }
  return beside;
}

const length = (from: Position, to: Position): number =>
  Math.hypot((to[0]! - from[0]!) * Math.cos((from[1]! * Math.PI) / 180), to[1]! - from[1]!) * metresPerDegree;
