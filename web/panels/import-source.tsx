import type { VNode } from 'preact';
import { im } from '../i18n/imports.ts';
import { isSourceId, type Draft } from '../state/import-draft.ts';
import type { Job } from '../state/imports.ts';

const TEXTS = ['title', 'publisher', 'licence'] as const;

/** Where the data is from; rows of the same source are replaced by the next import of it. */
export function ImportSource({
  job,
  draft,
  change,
}: {
  job: Job;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}): VNode {
  const { source } = draft;
  const set = (part: Partial<Draft['source']>): void => change({ source: { ...source, ...part } });
  const bad = source.id.trim() !== '' && !isSourceId(source.id.trim());
  return (
    <details class="source-fields">
      <summary>{im('source.title.group')}</summary>
      {TEXTS.map((key) => (
        <label key={key}>
          <span>{im(`source.${key}`)}</span>
          <input
            value={source[key]}
            maxLength={200}
            onInput={(event) => set({ [key]: event.currentTarget.value })}
          />
        </label>
      ))}
      <label>
        <span>{im('source.dataDate')}</span>
        <input
          type="date"
          value={source.dataDate}
          max="9999-12-31"
          onInput={(event) => set({ dataDate: event.currentTarget.value })}
        />
      </label>
      <label>
        <span>{im('source.id')}</span>
        <input
          value={source.id}
          maxLength={80}
          placeholder={job.source.id}
          aria-invalid={bad}
          aria-describedby="source-id-hint"
          onInput={(event) => set({ id: event.currentTarget.value })}
        />
      </label>
      <p id="source-id-hint" class={bad ? 'doubt' : 'muted'}>
        {im(bad ? 'source.badId' : 'source.idHint', { id: job.source.id })}
      </p>
    </details>
  );
}
