import '../assets/markers.css';
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { call, type BodyOf } from '../api.ts';
import { mk } from '../i18n/markers.ts';
import { word } from '../i18n/t.ts';
import { visit } from '../state/record.ts';
import { announce, go, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { today } from '../ui/today.ts';
import { newUuid } from '../ui/uuid.ts';
import { DescribedFields, describedBy, type Described } from './marker-fields.tsx';
import { Papers } from './marker-event-form.tsx';
import { PositionInput, type Measured } from './marker-position.tsx';

type Body = BodyOf<'addMarker'>;
const TYPES = ['single', 'double', 'triple'] as const;
const nothing: Described = { material: null, sides: [], managing: null, referenceObjects: [], description: null, smart: null, public: false, secrecy: '公开' }; // prettier-ignore

/** 增设界桩: a new marker with its papers; of the line that the list is limited to, where it is. */
export function MarkerAdd(): VNode {
  const { filter } = state.value;
  const [line, setLine] = useState(filter?.startsWith('line-') ? filter.slice(5) : '');
  const { answer } = useAnswer('getBoundaryLine', /^[\w-]{2,30}$/.test(line) ? { code: line } : null);
  const known = answer?.code === line ? answer : null;
  const uuid = useRef(newUuid());
  const [applied, setApplied] = useState<readonly string[]>([]);
  const [registered, setRegistered] = useState<Measured | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const send = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const value = (name: string): string => ((data.get(name) as string | null) ?? '').trim();
    const type = value('type');
    const body: Body = {
      uuid: uuid.current, number: value('number'), line, type: type === '' ? null : (type as Body['type']), registered, establishedOn: value('establishedOn'),
      ...describedBy(value), approvalNo: value('approvalNo') || null, applications: [...applied], note: value('note') || null,
    };
    const made = await call('addMarker', { body });
    announce(mk('add.done', { number: made.number }));
    visit({ type: 'marker', id: String(made.id) });
  };
  const sides = known === null ? [] : known.sides;
  const pair = known === null ? undefined : known.segmentList.length === 1 ? known.segmentList[0]!.sides : sides;
  return (
    <div class="scroll edit">
      <form
        class="event-form"
        aria-label={mk('add.title')}
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          setBusy(true);
          setProblem(null);
          send(form).catch(setProblem).finally(() => setBusy(false));
        }}
      >
        <h2>{mk('add.title')}</h2>
        <label class="question">
          <span>{mk('add.line')}</span>
          <input name="line" required maxLength={30} value={line} onInput={(event) => setLine(event.currentTarget.value.trim())} />
          {known && <small>{known.name} · {sides.map(({ name }) => name).join(' / ')}</small>}
        </label>
        <label class="question">
          <span>{mk('add.number')}</span>
          <input name="number" required maxLength={20} />
        </label>
        <label class="question">
          <span>{mk('add.type')}</span>
          <select name="type">
            <option value="">{mk('add.byNumber')}</option>
            {TYPES.map((type) => (
              <option key={type} value={type}>{word('marker', type)}</option>
            ))}
          </select>
        </label>
        <label class="question">
          <span>{mk('add.day')}</span>
          <input type="date" name="establishedOn" required max={today()} defaultValue={today()} />
        </label>
        <PositionInput change={setRegistered} ways={['grid', 'none']} />
        <DescribedFields key={known?.code ?? ''} present={{ ...nothing, sides: pair?.map(({ code }) => code) ?? [] }} />
        <Papers sides={sides} applied={applied} set={setApplied} />
        <label class="question">
          <span>{mk('form.note')}</span>
          <textarea name="note" rows={2} maxLength={2000} />
        </label>
        <ProblemNote error={problem} />
        <p class="actions">
          <button type="submit" class="primary" disabled={busy}>{mk('add.send')}</button>
          <button type="button" onClick={() => go({ form: null })}>{mk('form.cancel')}</button>
        </p>
      </form>
    </div>
  );
} // prettier-ignore
