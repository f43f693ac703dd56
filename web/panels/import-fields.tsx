import type { VNode } from 'preact';
import { im } from '../i18n/imports.ts';
import type { Allowed } from './import-start.tsx';

/** Which columns a file of this kind may bring, and how they are usually headed. */
export function ImportFields({ kind }: { kind: Allowed['kinds'][number] | undefined }): VNode | null {
  if (!kind) return null;
  return (
    <details class="known-fields">
      <summary>{im('fields.title')}</summary>
      <dl class="fields" tabIndex={0} aria-label={im('fields.title')}>
        {kind.fields.map(({ id, title, required, headers }) => (
          <div key={id} class="field">
            <dt>
              {title}
              {required && <small> {im('fields.required')}</small>}
            </dt>
            <dd>{headers.length > 0 ? headers.join(', ') : '—'}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
