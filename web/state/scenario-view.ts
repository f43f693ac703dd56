import { computed, signal } from '@preact/signals';
import type { FeatureCollection } from 'geojson';
import type { CoverageAnswer } from '../../server/api/coverage.ts';
import type { Outcome } from '../../server/api/scenarios.ts';
import { coverage } from './coverage.ts';

/** What the open scenario comes to; null: none is open, the register is shown. */
export const hypothetical = signal<{ kind: string; outcome: Outcome } | null>(null);
/** How far its facilities reach, for the map. */
export const scenarioShapes = signal<FeatureCollection | null>(null);

/** A facility of the scenario on the map. */
export interface ScenarioPin {
  key: string;
  sign: 'add' | 'move' | 'close' | 'site';
  label: string;
  point: [number, number];
  drag: ((point: [number, number]) => void) | null;
}
export const scenarioPins = signal<readonly ScenarioPin[]>([]);

/** What colours the map: the answer of the register with the figures of the scenario in it. */
export const shownCoverage = computed<CoverageAnswer | null>(() => {
  const answer = coverage.value;
  const now = hypothetical.value;
  if (answer === null || now === null || answer.kind.id !== now.kind) return answer;
  const units = new Map(now.outcome.units.map((unit) => [unit.code, unit]));
  return {
    ...answer,
    items: answer.items.map((item) => {
      const unit = units.get(item.code);
      if (unit === undefined) return item;
      if (unit.reach === null || item.reach === null || item.burden === null) return { ...item, duty: unit.duty };
      const { beyond, population, ...reach } = unit.reach;
      return { ...item, duty: unit.duty, reach: { ...item.reach, ...reach }, burden: { ...item.burden, beyond, population }, robustness: null };
    }),
  };
}); // prettier-ignore
