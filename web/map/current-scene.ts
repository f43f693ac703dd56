import { lineStates } from '../state/boundary-status.ts';
import { seats } from '../state/coverage.ts';
import { drawn } from '../state/drawing.ts';
import { importView } from '../state/import-view.ts';
import { loaded, pointOf } from '../state/record.ts';
import { scenarioShapes, shownCoverage } from '../state/scenario-view.ts';
import { numbered } from '../state/numbered.ts';
import { signs } from '../state/signs.ts';
import { coverageKind, layers, mapDay, record, state, theme } from '../state/state.ts';
import { kinds, status } from '../state/startup.ts';
import { underCursor } from './features.ts';
import { bounds, settledZoom } from './flight.ts';
import { GRID_ZOOM } from './layers/grid.ts';
import { palettes } from './palette.ts';
import type { Scene } from './scene.ts';
import { foundPlaces, shownSets } from './tilesets.ts';

/** What the map shows now. Reading it in an effect subscribes to all that the style depends on. */
export function currentScene(): Scene {
  const key = record.value;
  const found = loaded.value;
  const answer = coverageKind.value ? shownCoverage.value : null;
  const atCursor = underCursor.value;
  const point = found && key?.id !== undefined ? pointOf(found) : null;
  const hasGrid = layers.value.has('grid') && settledZoom.value >= GRID_ZOOM && bounds.value !== null;
  return {
    theme: theme.value,
    palette: palettes[theme.value],
    layers: layers.value,
    base: state.value.base,
    tianditu: status.value?.tianditu ?? null,
    day: mapDay.value,
    tileSets: shownSets.value,
    found: foundPlaces.value,
    kinds: kinds.value,
    coverage: answer && { answer, measure: state.value.measure, seats: seats.value },
    numbered: numbered.value,
    lineStates: lineStates.value?.states ?? null,
    signs: signs.value?.points ?? null,
    grid: hasGrid ? { box: bounds.value!, isNamed: true } : null,
    imported: importView.value,
    drawn: drawn.value,
    scenario: scenarioShapes.value,
    here: state.value.record ? null : state.value.here,
    selected: atCursor ? { ...atCursor } : key ? { ...key, point } : flagged(),
  };
}

/** The unit of an open flag card is outlined as a record is. */
function flagged(): Scene['selected'] {
  const unit = numbered.value?.unit ?? null;
  return unit === null ? null : { type: 'division', id: unit, point: null };
}
