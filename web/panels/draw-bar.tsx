import '../assets/places.css';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { pl } from '../i18n/places.ts';
import { number } from '../i18n/t.ts';
import { centre } from '../map/flight.ts';
import { areaOf, lengthOf } from '../map/ruler.ts';
import { addPoint, drawing, fewestPoints, finishDrawing, measureAs, measured, stopDrawing, takeBack, type Purpose } from '../state/drawing.ts'; // prettier-ignore
import { state } from '../state/state.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select');

/** What can be done while something is drawn or measured; by the keyboard too: the map is moved under its centre. */
export function DrawBar(): VNode | null {
  const now = drawing.value ?? measured.value;
  const isOn = now !== null;
  const isDrawing = drawing.value !== null;
  const isNearby = state.value.panel === 'nearby';
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOn) return;
    bar.current?.querySelector('button')?.focus();
    const keys = (event: KeyboardEvent): void => {
      if (isTyping(event.target)) return;
      if (event.key === 'Escape') stopDrawing();
      else if (event.key === 'Backspace' || (event.key === 'z' && (event.ctrlKey || event.metaKey))) takeBack();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', keys);
    return () => removeEventListener('keydown', keys);
  }, [isOn]);
  useEffect(() => {
    const isLost = document.activeElement === document.body; // with the button that was pressed
    if (isOn && !isDrawing && isLost) bar.current?.querySelector<HTMLElement>('[data-do=draw-cancel]')?.focus();
  }, [isOn, isDrawing]);
  useEffect(() => {
    if (isNearby) stopDrawing();
  }, [isNearby]);
  if (!now) return null;
  const { purpose, points } = now;
  const title = pl(purpose === 'places' ? 'draw.title' : 'ruler.title');
  return (
    <div class="draw-bar" role="group" aria-label={title} data-purpose={purpose} ref={bar}>
      {isDrawing && (
        <button data-do="draw-centre" onClick={() => centre.peek() && addPoint(centre.peek()!)}>
          {pl('draw.centre')}
        </button>
      )}
      {isDrawing && (
        <button data-do="draw-back" onClick={takeBack} disabled={points.length === 0}>
          {pl('draw.back')}
        </button>
      )}
      {isDrawing && (
        <button data-do="draw-done" onClick={finishDrawing} disabled={points.length < fewestPoints(purpose)}>
          {pl(purpose === 'places' ? 'draw.done' : 'ruler.done')}
        </button>
      )}
      <button data-do="draw-cancel" onClick={stopDrawing}>
        {pl(purpose === 'places' ? 'draw.cancel' : 'ruler.clear')}
      </button>
      {purpose === 'places' ? <p role="status">{pl('draw.hint', { n: points.length })}</p> : <Ruler purpose={purpose} points={points} />}
    </div>
  );
} // prettier-ignore

const RULERS = ['length', 'area'] as const;

/** The figures: read out after each vertex; what the pointer would add is only to be seen. */
function Ruler({ purpose, points }: { purpose: Purpose; points: [number, number][] }): VNode {
  const cursor = drawing.value?.cursor;
  return (
    <>
      <span class="segmented" role="group" aria-label={pl('ruler.title')}>
        {RULERS.map((id) => (
          <button key={id} data-ruler={id} aria-pressed={id === purpose} onClick={() => measureAs(id)}>
            {pl(`ruler.${id}`)}
          </button>
        ))}
      </span>
      <p role="status" data-figures>
        {figures(purpose, points)}
      </p>
      {cursor && points.length > 0 && (
        <p class="figures muted" aria-hidden="true">
          {pl('ruler.cursor')} {purpose === 'length' ? lengthText(lengthOf([...points, cursor])) : areaText(areaOf([...points, cursor]))}
        </p>
      )}
      <p class="muted">{pl('ruler.hint')}</p>
    </>
  );
} // prettier-ignore

function figures(purpose: Purpose, points: [number, number][]): string {
  if (points.length < fewestPoints(purpose)) return pl('ruler.more', { n: fewestPoints(purpose) - points.length }); // prettier-ignore
  if (purpose === 'length')
    return pl('ruler.ofLine', { length: lengthText(lengthOf(points)), n: points.length });
  const edge = lengthText(lengthOf([...points, points[0]!]));
  const area = areaOf(points);
  return pl(area === null ? 'ruler.ofCrossing' : 'ruler.ofArea', { area: areaText(area), edge, n: points.length }); // prettier-ignore
}

const MU = 10_000 / 15; // m²
const digits = (value: number): number => (value < 10 ? 3 : value < 100 ? 2 : value < 1000 ? 1 : 0);
const rounded = (value: number): string => number(value, digits(value));

const lengthText = (metres: number): string =>
  metres < 1000 ? pl('ruler.m', { n: number(metres) }) : pl('ruler.km', { n: rounded(metres / 1000) });

const areaText = (metres: number | null): string =>
  metres === null
    ? pl('ruler.crossing')
    : pl('ruler.areas', { km2: rounded(metres / 1e6), ha: rounded(metres / 1e4), mu: rounded(metres / MU) });
