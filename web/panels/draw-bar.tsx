import '../assets/places.css';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { pl } from '../i18n/places.ts';
import { centre } from '../map/flight.ts';
import { addPoint, drawing, finishDrawing, stopDrawing, takeBack } from '../state/drawing.ts';

/** What can be done while a polygon is drawn; by the keyboard too: the map is moved under its centre. */
export function DrawBar(): VNode | null {
  const now = drawing.value;
  const isOn = now !== null;
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOn) return;
    bar.current?.querySelector('button')?.focus();
    const keys = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') stopDrawing();
      else if (event.key === 'Backspace') takeBack();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', keys);
    return () => removeEventListener('keydown', keys);
  }, [isOn]);
  if (!now) return null;
  const n = now.points.length;
  return (
    <div class="draw-bar" role="group" aria-label={pl('draw.title')} ref={bar}>
      <p role="status">{pl('draw.hint', { n })}</p>
      <button data-do="draw-centre" onClick={() => centre.peek() && addPoint(centre.peek()!)}>
        {pl('draw.centre')}
      </button>
      <button data-do="draw-back" onClick={takeBack} disabled={n === 0}>
        {pl('draw.back')}
      </button>
      <button data-do="draw-done" onClick={finishDrawing} disabled={n < 3}>
        {pl('draw.done')}
      </button>
      <button data-do="draw-cancel" onClick={stopDrawing}>
        {pl('draw.cancel')}
      </button>
    </div>
  );
}
