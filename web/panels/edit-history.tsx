import type { VNode } from 'preact';
import type { StatusSince } from '../../server/api/facilities.ts';
import { ed } from '../i18n/edits.ts';
import { word } from '../i18n/t.ts';
import { editing, setField } from '../state/edit.ts';
import { Labelled } from './edit-labelled.tsx';

const STATES = ['planned', 'building', 'operating', 'suspended', 'closed', 'unknown'] as const;

/** The states that a facility has had, each with the day from which it held. */
export function StatusHistory(): VNode {
  const rows = editing.value!.values['statusHistory'] as StatusSince[];
  const set = (next: StatusSince[]): void => setField('statusHistory', next);
  const put = (at: number, change: Partial<StatusSince>): void => set(rows.map((row, index) => (index === at ? { ...row, ...change } : row)));
  return (
    <Labelled field="statusHistory" label={ed('field.statusHistory')}>
      {(id) => (
        <div id={id} class="edit-history">
          {rows.map(({ status, from }, at) => (
            <p key={at} class="actions">
              <select aria-label={ed('history.status')} value={status} onChange={(event) => put(at, { status: event.currentTarget.value as StatusSince['status'] })}>
                {STATES.map((state) => <option key={state} value={state} selected={state === status}>{word('facility', state)}</option>)}
              </select>
              <input type="date" aria-label={ed('history.from')} title={ed('history.from')} value={from ?? ''} onInput={(event) => put(at, { from: event.currentTarget.value || null })} />
              <button type="button" class="text" onClick={() => set(rows.filter((_, index) => index !== at))}>{ed('history.remove')}</button>
            </p>
          ))}
          <button type="button" data-do="add-state" onClick={() => set([...rows, { status: editing.value!.values['status'] as StatusSince['status'], from: null }])}>{ed('history.add')}</button>
        </div>
      )}
    </Labelled>
  );
} // prettier-ignore
