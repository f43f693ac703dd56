import type { Signal } from '@preact/signals';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { of, officeWord } from '../i18n/office.ts';
import type { OfficeKey } from '../i18n/office.zh.ts';
import { t } from '../i18n/t.ts';
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

/** A field of a form; its words are of the office, or of the dictionary that is given with it. */
export interface Spec<K extends string = OfficeKey> {
  id: string;
  label: K;
  kind:
    'text' | 'long' | 'date' | 'number' | 'point' | 'division' | 'choice' | 'flag' | 'texts' | 'one' | 'many';
  hint?: K;
  required?: boolean;
  choices?: { prefix: string; ids: readonly string[] }; // of `choice`
  options?: readonly { code: string; name: string }[]; // of `one` and `many`
}

/** The words of a form. */
export interface Words<K extends string> {
  t: (key: K) => string;
  word: (prefix: string, value: string) => string;
}
const officeWords: Words<OfficeKey> = { t: of, word: officeWord };

export type Values = Readonly<Record<string, unknown>>;

/** What was typed, by field: an empty one is null, a point and a number are what they are. @throws Error on a point that is none */
export function readFields<K extends string = OfficeKey>(specs: readonly Spec<K>[], value: (name: string) => string): Record<string, unknown> {
  return Object.fromEntries(
    specs.map(({ id, kind }) => {
      const text = value(id).trim();
      if (kind === 'texts' || kind === 'many') return [id, text.split(/[\n;；]/).map((part) => part.trim()).filter((part) => part !== '')];
      if (text === '') return [id, null];
      if (kind === 'number') return [id, Number(text)];
      if (kind === 'flag') return [id, text === 'true'];
      if (kind !== 'point') return [id, text];
      const point = parsePoint(text);
      if (point === null) throw new Error(`${of('field.point')}: ${of('hint.point')}`);
      return [id, point];
    }),
  );
} // prettier-ignore

interface FieldsProps<K extends string> {
  specs: readonly Spec<K>[];
  values: Values;
  words: Words<K>;
}

export const Fields = ({ specs, values }: { specs: readonly Spec[]; values: Values }): VNode => (
  <FieldsIn specs={specs} values={values} words={officeWords} />
);

/** The same with the words of another dictionary. */
export const FieldsIn = <K extends string>({ specs, values, words }: FieldsProps<K>): VNode => (
  <>
    {specs.map((spec) => (
      <Input key={spec.id} spec={spec} value={values[spec.id]} words={words} />
    ))}
  </>
);

function Input<K extends string>({ spec, value, words }: { spec: Spec<K>; value: unknown; words: Words<K> }): VNode {
  const { id, label, kind, hint, required = false, choices, options = [] } = spec;
  const text = value === null || value === undefined ? '' : Array.isArray(value) ? value.join(kind === 'texts' ? '\n' : ', ') : String(value as string | number | boolean); // prettier-ignore
  if (kind === 'division') return <DivisionInput id={id} value={text} />;
  if (kind === 'point') return <PointInput id={id} value={text} />;
  if (kind === 'many') return <ManyInput id={id} label={words.t(label)} options={options} chosen={(value ?? []) as string[]} />;
  const common = { name: id, required, 'data-input': id };
  const select = (list: readonly (readonly [value: string, text: string])[]): VNode => (
    <select {...common}>
      {!required && <option value="">—</option>}
      {list.map(([one, name]) => (
        <option key={one} value={one} selected={one === text}>
          {name}
        </option>
      ))}
    </select>
  );
  return (
    <Question label={`${words.t(label)}${required ? ' *' : ''}`} {...(hint === undefined ? {} : { hint: words.t(hint) })}>
      {kind === 'long' || kind === 'texts' ? (
        <textarea {...common} rows={3} defaultValue={text} />
      ) : kind === 'choice' ? (
        select(choices!.ids.map((one) => [one, words.word(choices!.prefix, one)]))
      ) : kind === 'one' ? (
        select(options.map(({ code, name }) => [code, name]))
      ) : kind === 'flag' ? (
        select([['true', t('app.yes')], ['false', t('app.no')]])
      ) : (
        <input {...common} type={kind as 'text'} autocomplete="off" defaultValue={text} {...(kind === 'number' && { step: 'any' })} />
      )}
    </Question>
  );
} // prettier-ignore

/** Any of some divisions. */
function ManyInput({ id, label, options, chosen }: { id: string; label: string; options: readonly { code: string; name: string }[]; chosen: readonly string[] }): VNode {
  const [codes, setCodes] = useState<readonly string[]>(chosen);
  return (
    <fieldset class="question">
      <legend>{label}</legend>
      {options.map(({ code, name }) => (
        <label key={code} class="check">
          <input type="checkbox" data-many={code} checked={codes.includes(code)} onChange={(event) => setCodes(event.currentTarget.checked ? [...codes, code] : codes.filter((one) => one !== code))} />
          {name}
        </label>
      ))}
      <input type="hidden" name={id} value={codes.join(';')} />
    </fieldset>
  );
} // prettier-ignore

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
