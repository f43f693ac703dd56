import type { VNode } from 'preact';
import type { Result } from '../api.ts';
import { im } from '../i18n/imports.ts';
import { fly, mapStatus } from '../map/flight.ts';
import { assign, changeDraft, draftOf, fieldOf } from '../state/import-draft.ts';
import { showImport } from '../state/import-view.ts';
import type { Job } from '../state/imports.ts';
import type { Allowed } from './import-start.tsx';

type Answer = Result<'previewImport'>;
type Fields = Allowed['kinds'][number]['fields'];

/** The first rows of the file; over each column the field that it becomes. */
export function ImportTable({
  job,
  kind,
  answer,
  loading,
}: {
  job: Job;
  kind: Allowed['kinds'][number];
  answer: Answer;
  loading: boolean;
}): VNode {
  const draft = draftOf(job);
  const { headers, rows, read, features, bbox, missing, notices } = answer;
  const places = new Map(features.features.map((feature) => [feature.properties['line'], feature.geometry]));
  const drawn = features.features.length;
  const choose = (header: string, field: string | null): void => {
    const was = fieldOf(header, draft, answer.mapping);
    changeDraft(job, (before) => assign(before, header, field, was));
  };
  return (
    <section class="preview" aria-labelledby="preview-title">
      <h4 id="preview-title">{im('preview.title')}</h4>
      <p class="muted" role="status">
        {im('preview.read', { shown: rows.length, read, drawn })}{' '}
        {mapStatus.value === 'on' && bbox && (
          <button class="text" onClick={() => fly({ bbox })}>
            {im('preview.fly')}
          </button>
        )}
      </p>
      {missing.length > 0 && (
        <p class="note problem" role="alert">
          {im('preview.missing', { list: missing.map((id) => titleOf(kind.fields, id)).join('、') })}
        </p>
      )}
      <div class="cells" role="region" aria-label={im('preview.title')} tabIndex={0} aria-busy={loading}>
        <table>
          <thead>
            <tr>
              <th scope="col">{im('finding.line')}</th>
              {headers.map((header, index) => (
                <th key={`${index} ${header}`} scope="col">
                  <span class="header">{header || '—'}</span>
                  <FieldSelect
                    header={header}
                    field={headers.indexOf(header) === index ? fieldOf(header, draft, answer.mapping) : null}
                    fields={kind.fields}
                    disabled={headers.indexOf(header) !== index}
                    onChange={(field) => choose(header, field)}
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, cells }) => (
              <tr key={line}>
                <th scope="row">
                  <Line line={line} job={job.id} geometry={places.get(line)} />
                </th>
                {headers.map((header, index) => (
                  <td key={`${index} ${header}`} title={cells[index] ?? undefined}>
                    {cells[index] ?? '—'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {notices.length > 0 && (
        <ul class="plain notices" aria-label={im('preview.notices')}>
          {notices.map((notice, index) => (
            <li key={index}>
              <b>{notice.line === null ? '' : im('finding.at', { n: notice.line })}</b> {notice.reason}。
              {notice.remedy}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export const titleOf = (fields: Fields, id: string | null): string =>
  fields.find((field) => field.id === id)?.title ?? id ?? '—';

function FieldSelect({
  header,
  field,
  fields,
  disabled,
  onChange,
}: {
  header: string;
  field: string | null;
  fields: Fields;
  disabled: boolean;
  onChange: (field: string | null) => void;
}): VNode {
  return (
    <select
      class={field === null ? '' : 'mapped'}
      value={field ?? ''}
      disabled={disabled}
      aria-label={im('preview.column', { header })}
      data-column={header}
      onChange={(event) => {
        onChange(event.currentTarget.value || null);
        event.currentTarget.value = field ?? ''; // what is shown follows from the draft
      }}
    >
      <option value="">{im('preview.keep')}</option>
      {fields.map(({ id, title, required }) => (
        <option key={id} value={id}>
          {required ? `${title} *` : title}
        </option>
      ))}
    </select>
  );
}

/** The number of a row; where it lies on the map, a button that shows it. */
function Line({
  line,
  job,
  geometry,
}: {
  line: number;
  job: number;
  geometry: { type: string; [key: string]: unknown } | undefined;
}): VNode {
  const point = geometry && firstPosition(geometry['coordinates']);
  if (!point || mapStatus.value !== 'on') return <>{line}</>;
  return (
    <button
      class="text"
      aria-label={im('finding.show', { n: line })}
      onClick={() => {
        showImport(job, { mark: point });
        fly({ point });
      }}
    >
      {line}
    </button>
  );
}

function firstPosition(coordinates: unknown): [number, number] | null {
  if (!Array.isArray(coordinates)) return null;
  return typeof coordinates[0] === 'number'
    ? [coordinates[0], Number(coordinates[1])]
    : firstPosition(coordinates[0]);
}
