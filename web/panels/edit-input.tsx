import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { ed, editWord } from '../i18n/edits.ts';
import { t, word } from '../i18n/t.ts';
import { change, editing, setField } from '../state/edit.ts';
import { classes, kinds, loadClasses, readiness } from '../state/startup.ts';
import { capacityLabel } from '../ui/fields.tsx';
import { DivisionPicker } from './edit-division.tsx';
import type { FieldSpec } from './edit-fields.ts';
import { StatusHistory } from './edit-history.tsx';
import { NamesTable } from './edit-names.tsx';
import { PointInput } from './edit-point.tsx';
import { Labelled } from './edit-labelled.tsx';
import { Serves } from './edit-serves.tsx';
import { Texts } from './edit-texts.tsx';

/** One field of the form. */
export function EditInput({ spec }: { spec: FieldSpec }): VNode | null {
  const form = editing.value;
  if (form === null) return null;
  const { id: field, kind } = spec;
  const value = form.values[field];
  const label = kind === 'capacity' ? capacityLabel(form.values['kind'] as string) : editWord('field', field);
  const set = (next: unknown): void => setField(field, next);
  if (kind === 'names') return <NamesTable />;
  if (kind === 'texts') return <Texts />;
  if (kind === 'point') return <PointInput />;
  if (kind === 'division') return <DivisionPicker field="division" code={value as string} set={set} />;
  if (kind === 'site') return <Site />;
  if (kind === 'serves') return <Serves />;
  if (kind === 'history') return <StatusHistory />;
  if (kind === 'check')
    return (
      <Labelled field={field} label={label}>
        {(id, described) => (
          <input
            id={id}
            type="checkbox"
            aria-describedby={described}
            checked={value === true}
            onChange={(event) => set(event.currentTarget.checked)}
          />
        )}
      </Labelled>
    );
  return (
    <Labelled field={field} label={label} required={spec.required}>
      {(id, described) => {
        const shared = {
          id,
          'aria-describedby': described,
          'aria-invalid': described === undefined ? undefined : true,
          required: spec.required,
        };
        if (kind === 'class') return <ClassPicker {...shared} />;
        if (kind === 'facilityKind' || kind === 'choice') {
          const options: [string, string][] =
            kind === 'facilityKind'
              ? kinds.value.map((item) => [item.id, item.name])
              : (spec.values ?? []).map((item) => [item, word(spec.words ?? '', item)]);
          return <Choice {...shared} value={value as string | null} set={set} options={options} optional={spec.optional === true || kind === 'facilityKind'} />; // prettier-ignore
        }
        if (kind === 'yesNo')
          return <Choice {...shared} value={typeof value === 'boolean' ? String(value) : null} set={(next) => set(next === null ? null : next === 'true')} options={[['true', ed('yes')], ['false', ed('no')]]} optional />; // prettier-ignore
        if (kind === 'area')
          return (
            <textarea {...shared} rows={2} value={text(value)} onInput={(event) => set(event.currentTarget.value)} /> // prettier-ignore
          );
        if (kind === 'number' || kind === 'capacity')
          return <input {...shared} type="number" value={text(value)} onInput={(event) => set(event.currentTarget.value === '' ? null : event.currentTarget.valueAsNumber)} />; // prettier-ignore
        if (kind === 'date')
          return <input {...shared} type="date" value={text(value)} onInput={(event) => set(event.currentTarget.value || null)} />; // prettier-ignore
        if (kind === 'codes')
          return <input {...shared} value={(value as string[]).join(' ')} onChange={(event) => set(event.currentTarget.value.split(/[\s,，、|]+/).filter((code) => code !== ''))} />; // prettier-ignore
        return (
          <input
            {...shared}
            value={text(value)}
            lang={kind === 'mongolian' ? 'mn-Mong' : undefined}
            autocomplete="off"
            onInput={(event) => set(event.currentTarget.value)}
          />
        );
      }}
    </Labelled>
  );
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

type Shared = {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
  required?: boolean | undefined;
};

function Choice({
  value,
  set,
  options,
  optional,
  ...shared
}: Shared & {
  value: string | null;
  set: (value: string | null) => void;
  options: readonly [string, string][];
  optional: boolean;
}): VNode {
  const known = value === null || value === '' || options.some(([id]) => id === value);
  return (
    <select {...shared} value={value ?? ''} onChange={(event) => set(event.currentTarget.value || null)}>
      {(optional || value === null || value === '') && (
        <option value="">{shared.required === true ? ed('choose') : t('app.unknown')}</option>
      )}
      {!known && <option value={value}>{value}</option>}
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** GB/T 18521 classes, indented as they contain one another. */
function ClassPicker(shared: Shared): VNode {
  const ready = readiness.value?.ready;
  useEffect(loadClasses, [ready, classes.value.length]);
  const value = editing.value!.values['class'] as string;
  const options = classes.value
    .filter(({ code }) => code.length === 5)
    .map(({ code, name }): [string, string] => [code, `${'\u3000'.repeat(Math.max(0, code.replace(/0+$/, '').length - 2))}${name} ${code}`]); // prettier-ignore
  return <Choice {...shared} value={value} set={(next) => setField('class', next ?? '')} options={options} optional={false} />; // prettier-ignore
}

/** Where a facility stands: its county, and its township where that is known. */
function Site(): VNode {
  const { county, township } = editing.value!.values as { county: string; township: string | null };
  const set = (code: string): void => {
    const form = editing.peek()!;
    change({ values: { ...form.values, county: code.slice(0, 6), township: code.length === 9 ? code : null } }); // prettier-ignore
  };
  return <DivisionPicker field="county" also="township" code={township ?? county} set={set} />;
}
