import type { Signal } from '@preact/signals';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { of, officeWord } from '../i18n/office.ts';
import type { OfficeKey } from '../i18n/office.zh.ts';
import { fly, mapStatus } from '../map/flight.ts';
import { parsePoint } from '../state/edit-form.ts';
import { pick } from '../state/pick.ts';
import { go } from '../state/state.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Question } from '../ui/form.tsx';
import type { Pages } from '../ui/pages.ts';
import { More, Total } from '../ui/total.tsx';
import { DivisionPicker } from './edit-division.tsx';

export const Search = ({ q, set }: { q: string; set: (q: string) => void }): VNode => (
  <label>
    <span>{of('search')}</span>
    <input type="search" value={q} onInput={(event) => set(event.currentTarget.value)} />
  </label>
);

/** A filter with all of its choices. */
export const Select = ({ label, value, set, options, word }: { label: string; value: string; set: (value: string) => void; options: readonly string[]; word: (id: string) => string }): VNode => (
  <label>
    <span>{label}</span>
    <select value={value} onChange={(event) => set(event.currentTarget.value)}>
      <option value="">{of('all')}</option>
      {options.map((id) => (
        <option key={id} value={id}>
          {word(id)}
        </option>
      ))}
    </select>
  </label>
); // prettier-ignore

/** A list with how many there are, and more of it. */
export function PageTotal<T>({
  pages,
  more,
  none,
  children,
}: {
  pages: Signal<Pages<T>>;
  more: () => void;
  none: string;
  children: ComponentChildren;
}): VNode {
  return (
    <>
      <Total pages={pages} none={none} words={(n) => of('total', { n })} />
      {children}
      <More pages={pages} more={more} label={of('more')} retry />
    </>
  );
}

export const Back = ({ to }: { to: string | null }): VNode => (
  <p class="record-bar">
    <button class="text" onClick={() => go({ filter: to })}>
      ← {of('back')}
    </button>
  </p>
);

/** A field of a form of the office. */
export interface Spec {
  id: string;
  label: OfficeKey;
  kind: 'text' | 'long' | 'date' | 'number' | 'point' | 'division' | 'choice';
  hint?: OfficeKey;
  required?: boolean;
  choices?: { prefix: string; ids: readonly string[] };
}

export type Values = Readonly<Record<string, unknown>>;

/** What was typed, by field: an empty one is null, a point and a number are what they are. @throws Error on a point that is none */
export function readFields(specs: readonly Spec[], value: (name: string) => string): Record<string, unknown> {
  return Object.fromEntries(
    specs.map(({ id, kind, label }) => {
      const text = value(id).trim();
      if (text === '') return [id, null];
      if (kind === 'number') return [id, Number(text)];
      if (kind !== 'point') return [id, text];
      const point = parsePoint(text);
      if (point === null) throw new Error(`${of(label)}: ${of('hint.point')}`);
      return [id, point];
    }),
  );
}

export const Fields = ({ specs, values }: { specs: readonly Spec[]; values: Values }): VNode => (
  <>
    {specs.map((spec) => (
      <Input key={spec.id} spec={spec} value={values[spec.id]} />
    ))}
  </>
);

function Input({ spec, value }: { spec: Spec; value: unknown }): VNode {
  const { id, label, kind, hint, required = false, choices } = spec;
  const text = value === null || value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value as string | number); // prettier-ignore
  if (kind === 'division') return <DivisionInput id={id} value={text} />;
  if (kind === 'point') return <PointInput id={id} value={text} />;
  const common = { name: id, required, 'data-input': id };
  return (
    <Question label={`${of(label)}${required ? ' *' : ''}`} {...(hint === undefined ? {} : { hint: of(hint) })}>
      {kind === 'long' ? (
        <textarea {...common} rows={3} defaultValue={text} />
      ) : kind === 'choice' ? (
        <select {...common}>
          {!required && <option value="">—</option>}
          {choices!.ids.map((one) => (
            <option key={one} value={one} selected={one === text}>
              {officeWord(choices!.prefix, one)}
            </option>
          ))}
        </select>
      ) : (
        <input {...common} type={kind as 'text'} autocomplete="off" defaultValue={text} />
      )}
    </Question>
  ); // prettier-ignore
}

function DivisionInput({ id, value }: { id: string; value: string }): VNode {
  const [code, setCode] = useState(value);
  return (
    <>
      <DivisionPicker field={id} code={code} set={setCode} />
      <input type="hidden" name={id} value={code} />
    </>
  );
}

/** Typed, clicked on the map, or the pin there dragged. */
function PointInput({ id, value }: { id: string; value: string }): VNode {
  const [text, setText] = useState(value);
  const point = parsePoint(text);
  useEffect(() => {
    if (point !== null) fly({ point, zoom: 13 });
    return () => void (pick.value = null);
  }, []);
  useEffect(() => {
    const armed = pick.peek()?.armed === true;
    pick.value = { point, armed, set: (next) => { setText(next.join(', ')); if (pick.peek()) pick.value = { ...pick.peek()!, point: next, armed: false }; } }; // prettier-ignore
  }, [text]);
  const armed = pick.value?.armed === true;
  return (
    <>
      <Question label={of('field.point')} hint={of('hint.point')}>
        <input name={id} data-input={id} value={text} autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} />
      </Question>
      {mapStatus.value === 'on' && (
        <p class="actions">
          <button type="button" aria-pressed={armed} onClick={() => (pick.value = { ...pick.peek()!, armed: !armed })}>
            {of(armed ? 'point.picking' : 'point.pick')}
          </button>
        </p>
      )}
    </>
  ); // prettier-ignore
}

/** Asks first. */
export function Delete({ name, remove }: { name: string; remove: () => Promise<unknown> }): VNode {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="grave" onClick={() => setAsking(true)}>
        {of('delete')}
      </button>
      {asking && (
        <Confirm
          title={of('delete.title', { name })}
          action={of('delete')}
          grave
          answer={(yes) => {
            setAsking(false);
            if (yes) void remove();
          }}
        >
          <p>{of('delete.hint')}</p>
        </Confirm>
      )}
    </>
  );
}
