import type { VNode } from 'preact';
import type { Result } from '../api.ts';
import { im } from '../i18n/imports.ts';
import { lang } from '../state/state.ts';
import { changeDraft, draftOf, fieldOf } from '../state/import-draft.ts';
import type { Job } from '../state/imports.ts';
import { kinds } from '../state/startup.ts';
import type { Allowed } from './import-start.tsx';
import { titleOf } from './import-table.tsx';

/** Fields that have no column but one value for every row: such as the kind, in a list of funeral homes. */
export function ImportConstants({
  job,
  kind,
  answer,
}: {
  job: Job;
  kind: Allowed['kinds'][number];
  answer: Result<'previewImport'>;
}): VNode {
  const draft = draftOf(job);
  const set = (field: string, value: string | null): void =>
    changeDraft(job, (before) => {
      const { [field]: _, ...rest } = before.constants;
      return { ...before, constants: value === null ? rest : { ...rest, [field]: value } };
    });
  const taken = new Set(answer.headers.map((header) => fieldOf(header, draft, answer.mapping)));
  const shown = [...new Set([...answer.missing, ...Object.keys(draft.constants)])].filter(
    (id) => !taken.has(id),
  );
  const open = kind.fields.filter(({ id }) => !taken.has(id) && !shown.includes(id));
  return (
    <details class="constants" open={shown.length > 0}>
      <summary>{im('constants.title')}</summary>
      <p class="muted">{im('constants.hint')}</p>
      {shown.map((id) => (
        <p key={id} class="constant">
          <label>
            <span>{titleOf(kind.fields, id)}</span>
            <input
              value={draft.constants[id] ?? ''}
              maxLength={200}
              data-constant={id}
              list={id === 'kind' && job.kind === 'facilities' ? 'facility-kinds' : undefined}
              aria-required={answer.missing.includes(id)}
              onInput={(event) => set(id, event.currentTarget.value)}
            />
          </label>
          {id in draft.constants && (
            <button
              aria-label={im('constants.remove', { field: titleOf(kind.fields, id) })}
              onClick={() => set(id, null)}
            >
              ×
            </button>
          )}
        </p>
      ))}
      {open.length > 0 && (
        <label class="constant">
          <span>{im('constants.add')}</span>
          <select
            value=""
            onChange={(event) => {
              set(event.currentTarget.value, '');
              event.currentTarget.value = '';
            }}
          >
            <option value="">—</option>
            {open.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
      )}
      <datalist id="facility-kinds">
        {kinds.value.map((item) => (
          <option key={item.id} value={item.id}>
            {lang.value === 'zh' ? item.name : item.nameEn}
          </option>
        ))}
      </datalist>
    </details>
  );
}
