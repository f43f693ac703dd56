import { bonuses, equalityBonus, keysOf, terminator, type NamedPlace } from '../../server/places/keys.ts';

export interface OraclePlace extends NamedPlace {
  id: number;
  importance: number;
  division: string;
  class: string;
  point: [number, number] | null;
}

interface OracleKey {
  place: OraclePlace;
  kind: number;
  key: string;
  score: number;
}

/** Brute force: looks at every key of every place. The answers of the search have to be the same, in the same order. */
export class Oracle {
  readonly keys: OracleKey[];
  constructor(places: readonly OraclePlace[]) {
    this.keys = places.flatMap((place) =>
      keysOf(place).map(({ kind, key }) => ({ place, kind, key, score: place.importance + bonuses[kind]! })),
    );
  }

  /** All direct answers to a folded text that pass, best first: [place id, score]. */
  answers(text: string, passes: (place: OraclePlace) => boolean = () => true): [number, number][] {
    const short = [...text].length <= 3 && !/^\d+$/.test(text);
    const best = new Map<number, number>();
    for (const { place, kind, key, score } of this.keys) {
      if (!key.startsWith(text) || (short && kind >= 7) || !passes(place)) continue;
      const points = score + (key === text + terminator ? equalityBonus : 0);
      if (points > (best.get(place.id) ?? -1)) best.set(place.id, points);
    }
    return [...best].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }
}
