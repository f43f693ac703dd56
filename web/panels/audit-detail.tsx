import type { VNode } from 'preact';
import type { Result } from '../api.ts';
import { au, auditWord } from '../i18n/audit.ts';
import { may } from '../state/session.ts';
import { go, select } from '../state/state.ts';
import { RECORD_TYPES } from '../state/url.ts';
import { Changes, Summary } from '../ui/changes.tsx';
import { Field } from '../ui/fields.tsx';

/** One row of the audit log in full. */
export function AuditDetail({ entry }: { entry: Result<'getAuditEntry'> }): VNode {
  const { id, origin, requestId, recordType, recordId, divisions, before, after, summary } = entry;
  const record = RECORD_TYPES.find((type) => type === recordType);
  return (
    <div class="entry" data-detail={id}>
      <Changes before={before} after={after} />
      <Summary fields={summary} />
      <dl class="fields">
        <Field label={au('what')}>
          {recordId !== null && (
            <>
              {auditWord('type', recordType)} <span class="figures">{recordId}</span>
            </>
          )}
        </Field>
        <Field label={au('where')}>
          {divisions.length > 0 && divisions.map(({ code, name }) => `${name} ${code}`).join(', ')}
        </Field>
        <Field label={au('origin')}>{origin && auditWord('origin', origin)}</Field>
        <Field label={au('request')}>{requestId && <code>{requestId}</code>}</Field>
        <Field label={au('id')}>
          <span class="figures">{id}</span>
        </Field>
      </dl>
      {record && recordId !== null && (
        <p class="actions">
          <button onClick={() => select({ type: record, id: recordId })}>{au('open')}</button>
        </p>
      )}
      {recordType === 'import' && recordId !== null && may('import.read') && (
        <p class="actions">
          <button onClick={() => go({ panel: 'imports', job: Number(recordId), record: null })}>
            {au('open')}
          </button>
        </p>
      )}
    </div>
  );
}
