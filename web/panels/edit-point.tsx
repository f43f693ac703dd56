import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ed } from '../i18n/edits.ts';
import { mapStatus } from '../map/flight.ts';
import { editing, setField } from '../state/edit.ts';
import { parsePoint, same } from '../state/edit-form.ts';
import { pick } from '../state/pick.ts';
import { announce, state } from '../state/state.ts';
import { dms } from '../ui/coordinates.ts';
import { AddressCandidates } from './edit-candidates.tsx';
import { Labelled } from './edit-labelled.tsx';

type Point = [number, number] | null;
const written = (point: Point): string => (point === null ? '' : `${point[0]}, ${point[1]}`);

/** The position: typed, clicked on the map, or the pin there dragged. */
export function PointInput(): VNode {
  const point = editing.value!.values['point'] as Point;
  const [text, setText] = useState(written(point));
  const [wrong, setWrong] = useState(false);
  const armed = pick.value?.armed === true;
  const set = (next: Point): void => {
    setText(written(next));
    setWrong(false);
    setField('point', next);
  };
  useEffect(() => {
    if (!same(parsePoint(text), point)) setText(written(point)); // the pin was dragged
    const before = pick.peek();
    const moved = (next: [number, number]): void => {
      set(next);
      announce(dms(next));
      if (pick.peek()) pick.value = { ...pick.peek()!, point: next, armed: false };
    };
    pick.value = { point, armed: before?.armed === true, set: moved };
  }, [point?.[0], point?.[1]]);
  useEffect(() => () => void (pick.value = null), []);
  const type = (value: string): void => {
    setText(value);
    const parsed = parsePoint(value);
    setWrong(value.trim() !== '' && parsed === null);
    if (parsed !== null || value.trim() === '') setField('point', parsed);
  };
  const { view } = state.value;
  return (
    <Labelled field="point" label={ed('field.point')}>
      {(id, described) => (
        <div class="edit-point">
          <input
            id={id}
            value={text}
            placeholder={ed('point.hint')}
            aria-describedby={described}
            aria-invalid={wrong || described !== undefined ? true : undefined}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => type(event.currentTarget.value)}
          />
          {wrong && <p class="why">{ed('point.wrong')}</p>}
          {point === null && editing.value!.type === 'facility' && <AddressCandidates set={set} />}
          {point !== null && <p class="muted figures">{dms(point)}</p>}
          {mapStatus.value === 'on' && (
            <p class="actions">
              <button
                type="button"
                aria-pressed={armed}
                onClick={() => {
                  pick.value = { ...pick.peek()!, armed: !armed };
                }}
              >
                {armed ? ed('point.picking') : ed('point.pick')}
              </button>
              {view && (
                <button
                  type="button"
                  onClick={() => set([Number(view.lon.toFixed(6)), Number(view.lat.toFixed(6))])}
                >
                  {' '}
                  {/* prettier-ignore */}
                  {ed('point.center')}
                </button>
              )}
              {point !== null && (
                <button type="button" class="text" onClick={() => set(null)}>
                  {ed('point.clear')}
                </button>
              )}
            </p>
          )}
        </div>
      )}
    </Labelled>
  );
}
