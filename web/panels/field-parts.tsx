import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { openField } from '../field/open.ts';
import { correct, remove, reopen } from '../field/record.ts';
import { sending } from '../field/send.ts';
import type { Kept } from '../field/store.ts';
import { fieldWord, out } from '../i18n/field.ts';
import { moment, word } from '../i18n/t.ts';
import { CONDITIONS } from '../map/palette.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Sign } from '../ui/sign.tsx';

/** One question with buttons for its answers; pressed again, an answer is taken back. */
export function Choice<T extends string | boolean>({ label, hint, name, options, value, choose }: {
  label: string;
  hint?: string;
  name: string;
  options: readonly { value: T; text: string; sign?: string }[];
  value: T | null | undefined;
  choose: (value: T | null) => void;
}): VNode {
  return (
    <fieldset class="field-choice" data-choice={name}>
      <legend>
        {label} {hint && <small>{hint}</small>}
      </legend>
      <div>
        {options.map((option) => (
          <button type="button" key={String(option.value)} data-value={String(option.value)} aria-pressed={option.value === value} onClick={() => choose(option.value === value ? null : option.value)}>
            {option.sign && <Sign id={option.sign} />}
            {option.text}
          </button>
        ))}
      </div>
    </fieldset>
  );
} // prettier-ignore

export const yesNo = (): { value: boolean; text: string }[] => [
  { value: true, text: out('yes') },
  { value: false, text: out('no') },
];
export const conditions = () => CONDITIONS.map((value) => ({ value, text: word('condition', value), sign: `marker|${value}` })); // prettier-ignore

export const Condition = ({ value }: { value: string | null }): VNode | null =>
  value === null ? null : (
    <>
      <Sign id={`marker|${value}`} /> {word('condition', value)}
    </>
  );

export const Question = ({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: string;
  children: ComponentChildren;
}): VNode => (
  <label class="field-question">
    <span>
      {label} {hint && <small>{hint}</small>}
    </span>
    {children}
  </label>
);

const names = (text: string): string[] => text.split(/[,，、;；\n]+/).map((one) => one.trim()).filter(Boolean); // prettier-ignore

export function People({ value, change }: { value: string[]; change: (people: string[]) => void }): VNode {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Question label={out('form.people')} hint={out('form.people.hint')}>
      <input
        type="text"
        data-field="people"
        value={typed ?? value.join('、')}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          change(names(event.currentTarget.value));
        }}
        onBlur={() => setTyped(null)}
      />
    </Question>
  );
}

export const Note = ({
  value,
  change,
}: {
  value: string | null | undefined;
  change: (note: string | null) => void;
}): VNode => (
  <Question label={out('form.note')}>
    <textarea
      rows={3}
      data-field="note"
      value={value ?? ''}
      onInput={(event) => change(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  </Question>
);

export const Day = ({
  value,
  latest,
  change,
}: {
  value: string;
  latest: string;
  change: (day: string) => void;
}): VNode => (
  <Question label={out('form.day')}>
    <input
      type="date"
      value={value}
      max={latest}
      required
      onInput={(event) => event.currentTarget.value !== '' && change(event.currentTarget.value)}
    />
  </Question>
);

/** The head of a form: back to the line, and what became of the record. */
export function FormHead({
  line,
  title,
  detail,
}: {
  line: { code: string; name: string };
  title: string;
  detail?: string;
}): VNode {
  return (
    <>
      <p class="field-actions">
        <button onClick={() => openField(line.code)}>← {line.name}</button>
      </p>
      <h2>{title}</h2>
      {detail && <p class="muted">{detail}</p>}
    </>
  );
}

/** A record that is written: where it is on its way, and what can still be done with it. */
export function Written({ record, children }: { record: Kept; children: ComponentChildren }): VNode {
  const { state, problem, flags, triedAt } = record;
  const isHere = state === 'refused' || (state === 'waiting' && triedAt === null);
  return (
    <section class={`field-written ${state}`} data-state={state} aria-live="polite">
      <p>
        <b>{fieldWord('state', state)}</b> <small>{moment(record.changedAt)}</small>
      </p>
      {problem && (
        <div class="note problem">
          <p>{problem.detail}</p>
        </div>
      )}
      {flags.map((flag) => (
        <p key={flag} class="note">
          {fieldWord('flag', flag)}
        </p>
      ))}
      {children}
      <p class="field-actions">
        {isHere && (
          <button disabled={sending.value} data-field="reopen" onClick={() => void reopen(record)}>
            {out('form.reopen')}
          </button>
        )}
        {state === 'sent' && <button onClick={() => void correct(record)}>{out('form.correct')}</button>}
        {isHere && <Discard record={record} />}
      </p>
    </section>
  );
}

/** The end of every form: it is written, or thrown away. */
export const Finish = ({ form }: { form: { record: Kept; isKept: boolean } }): VNode => (
  <p class="field-actions last">
    <button type="submit" class="primary" data-field="finish">
      {out('form.finish')}
    </button>
    {form.isKept && <Discard record={form.record} />}
  </p>
);

export function Discard({ record }: { record: Kept }): VNode {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" disabled={sending.value} onClick={() => setAsking(true)}>
        {out('form.discard')}
      </button>
      {asking && (
        <Confirm
          title={out('discard.title')}
          action={out('form.discard')}
          grave
          answer={(yes) => {
            setAsking(false);
            if (yes) void remove(record);
          }}
        >
          <p>{out('discard.hint')}</p>
        </Confirm>
      )}
    </>
  );
}
