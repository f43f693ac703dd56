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
}

/** Brute force: every key of every place that begins with the text. The search has to give the same, in the same order. */
export class Oracle {
  readonly keys: OracleKey[];
  constructor(places: readonly OraclePlace[]) {
    this.keys = places.flatMap((place) => keysOf(place).map(({ kind, key }) => ({ place, kind, key })));
    this.keys.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)); // all that begin alike stand together
  }

  /** All direct answers to a folded text that pass, best first: [place id, score]. */
  answers(text: string, passes: (place: OraclePlace) => boolean = () => true): [number, number][] {
    const short = [...text].length <= 3 && !/^\d+$/.test(text);
    const best = new Map<number, number>();
    for (let index = this.first(text); this.keys[index]?.key.startsWith(text) === true; index += 1) {
      const { place, kind, key } = this.keys[index]!;
      if ((short && kind >= 7) || !passes(place)) continue;
      const points = place.importance + bonuses[kind]! + (key === text + terminator ? equalityBonus : 0);
      if (points > (best.get(place.id) ?? -1)) best.set(place.id, points);
    }
    return [...best].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  private first(text: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.keys[middle]!.key < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
