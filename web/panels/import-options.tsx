import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ImportOptions } from '../../server/api/imports.ts';
import type { Result } from '../api.ts';
import { im, importWord } from '../i18n/imports.ts';
import {
  changeDraft,
  draftOf,
  ENCODINGS,
  readingOptions,
  withReading,
  type Draft,
} from '../state/import-draft.ts';
import { preview, usePreview } from '../state/import-preview.ts';
import type { Job } from '../state/imports.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { ImportConstants } from './import-constants.tsx';
import { ImportSource } from './import-source.tsx';
import type { Allowed } from './import-start.tsx';
import { ImportTable } from './import-table.tsx';

type Answer = Result<'previewImport'>;

/** How the file is to be read, with its first rows as they are read so. */
export function ImportOptionsForm({
  job,
  kind,
  crs,
}: {
  job: Job;
  kind: Allowed['kinds'][number];
  crs: Allowed['crs'];
}): VNode {
  const draft = draftOf(job);
  usePreview(job.id, readingOptions(draft));
  const { job: of, answer, error, loading } = preview.value;
  const known = of === job.id ? answer : null;
  const failed = of === job.id ? error : null;
  const change = (part: Partial<Draft>): void => changeDraft(job, (before) => ({ ...before, ...part }));
  return (
    <div class="options" aria-busy={loading}>
      <Reading job={job} draft={draft} answer={known} crs={crs} change={change} />
      <ProblemNote error={failed} />
      {loading && !known && (
        <p class="list-total" role="status">
          {im('preview.loading')}
        </p>
      )}
      {known && !failed && <ImportTable job={job} kind={kind} answer={known} loading={loading} />}
      {known && <ImportConstants job={job} kind={kind} answer={known} />}
      <ImportSource job={job} draft={draft} change={change} />
      <label class="accept">
        <input
          type="checkbox"
          checked={draft.acceptValid}
          aria-describedby="accept-hint"
          onChange={(event) => change({ acceptValid: event.currentTarget.checked })}
        />
        <span>{im('options.acceptValid')}</span>
      </label>
      <p class="muted" id="accept-hint">
        {im(job.kind === 'divisions' ? 'options.acceptDivisions' : 'options.acceptHint')}
      </p>
    </div>
  );
}

function Reading({
  job,
  draft,
  answer,
  crs,
  change,
}: {
  job: Job;
  draft: Draft;
  answer: Answer | null;
  crs: Allowed['crs'];
  change: (part: Partial<Draft>) => void;
}): VNode {
  const reading = (part: Parameters<typeof withReading>[1]): void =>
    changeDraft(job, (before) => withReading(before, part));
  const isText = answer?.encoding != null || draft.encoding !== '' || /\.(csv|tsv|txt)$/i.test(job.fileName);
  return (
    <div class="reading">
      <p>
        <span>{im('details.format')}</span>
        <b>{answer?.format ?? job.format ?? '—'}</b>
      </p>
      {(answer?.layers.length ?? 0) > 1 && (
        <label>
          <span>{im('options.layer')}</span>
          <select
            value={draft.layer || (answer!.layer ?? '')}
            onChange={(event) => reading({ layer: event.currentTarget.value })}
          >
            {answer!.layers.map((layer) => (
              <option key={layer} value={layer}>
                {layer}
              </option>
            ))}
          </select>
        </label>
      )}
      {isText && (
        <label>
          <span>{im('options.encoding')}</span>
          <select
            value={draft.encoding}
            onChange={(event) =>
              reading({ encoding: event.currentTarget.value as ImportOptions['encoding'] & string })
            }
          >
            <option value="">
              {im('options.auto', { what: draft.encoding ? '' : (answer?.encoding?.toUpperCase() ?? '') })}
            </option>
            {ENCODINGS.map((item) => (
              <option key={item} value={item}>
                {item.toUpperCase()}
              </option>
            ))}
          </select>
        </label>
      )}
      <Crs value={draft.crs} found={answer?.crs} all={crs} change={(to) => change({ crs: to })} />
    </div>
  );
}

const OTHER = 'other';

/** One of the list, or anything that the server understands: a code, a name, the text of a .prj file. */
function Crs({
  value,
  found,
  all,
  change,
}: {
  value: string;
  found: Answer['crs'] | undefined;
  all: Allowed['crs'];
  change: (to: string) => void;
}): VNode {
  const listed = value === '' || all.some(({ id }) => id === value);
  const [free, setFree] = useState(!listed);
  const groups = new Map<string, Allowed['crs']>();
  for (const item of all) groups.set(groupOf(item), [...(groups.get(groupOf(item)) ?? []), item]);
  return (
    <>
      <label class="crs">
        <span>{im('options.crs')}</span>
        <select
          value={free ? OTHER : value}
          aria-describedby="crs-from"
          onChange={(event) => {
            const to = event.currentTarget.value;
            setFree(to === OTHER);
            change(to === OTHER ? '' : to);
          }}
        >
          <option value="">{im('options.crs.file')}</option>
          {[...groups].map(([group, list]) => (
            <optgroup key={group} label={group}>
              {list.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name} · {id}
                </option>
              ))}
            </optgroup>
          ))}
          <option value={OTHER}>{im('options.crs.other')}</option>
        </select>
      </label>
      {free && (
        <label class="crs">
          <span>{im('options.crs.text')}</span>
          <input
            value={value}
            maxLength={2000}
            placeholder="EPSG:4524"
            onInput={(event) => change(event.currentTarget.value)}
          />
        </label>
      )}
      {found !== undefined && (
        <p id="crs-from" class={found && found.from !== 'assumed' ? 'muted' : 'doubt'} role="status">
          {found
            ? im('options.crs.now', {
                name: found.name,
                id: found.id,
                from: importWord('crs.from', found.from),
              })
            : im('options.crs.none')}
        </p>
      )}
    </>
  );
}

/** 「CGCS2000 3 度带 37 带」 stands under its datum and width; what has no zone comes first. */
const groupOf = ({ name }: { name: string }): string =>
  /^.+? \d 度带/.exec(name)?.[0] ?? im('options.crs.plain');
