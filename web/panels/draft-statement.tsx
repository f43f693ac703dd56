import type { VNode } from 'preact';
import { NAME_ORIGINS } from '../state/draft-words.ts';
import { of, officeWord } from '../i18n/office.ts';
import { declare, type DraftDetail } from '../state/drafts.ts';
import { Field } from '../ui/fields.tsx';
import { Form, Question } from '../ui/form.tsx';

/** What the application says besides the fields: written by its author, read by the reviewer. */
export function DraftStatement({ found }: { found: DraftDetail }): VNode {
  const statement = found.statement!;
  return (
    <section aria-labelledby="draft-statement" class="draft-statement">
      <h3 id="draft-statement">{of('statement.title')}</h3>
      {found.may.includes('edit') ? (
        <Form
          key={found.version}
          action={of('statement.save')}
          label={of('statement.title')}
          send={(value) =>
            declare({
              origin: (value('origin') || null) as 'han' | null,
              famous: value('famous') === 'on',
              border: value('border') === 'on',
              significance: value('significance').trim() || null,
              explanation: value('explanation').trim() || null,
            })
          }
        >
          <Question label={of('statement.significance')} hint={of('statement.significanceHint')}>
            <textarea name="significance" rows={2} maxLength={2000} defaultValue={statement.significance ?? ''} />
          </Question>
          <Question label={of('statement.explanation')} hint={of('statement.explanationHint')}>
            <textarea name="explanation" rows={2} maxLength={2000} defaultValue={statement.explanation ?? ''} />
          </Question>
          <Question label={of('statement.origin')}>
            <select name="origin">
              <option value="">{officeWord('origin', 'unknown')}</option>
              {NAME_ORIGINS.map((origin) => (
                <option key={origin} value={origin} selected={statement.origin === origin}>
                  {officeWord('origin', origin)}
                </option>
              ))}
            </select>
          </Question>
          <label class="check">
            <input type="checkbox" name="famous" defaultChecked={statement.famous} />
            {of('statement.famous')}
          </label>
          <label class="check">
            <input type="checkbox" name="border" defaultChecked={statement.border} />
            {of('statement.border')}
          </label>
        </Form>
      ) : (
        <dl class="fields">
          <Field label={of('statement.significance')}>{statement.significance ?? '—'}</Field>
          <Field label={of('statement.explanation')}>{statement.explanation ?? '—'}</Field>
          <Field label={of('statement.origin')}>{officeWord('origin', statement.origin ?? 'unknown')}</Field>
          <Field label={of('statement.famous')}>{statement.famous && '✓'}</Field>
          <Field label={of('statement.border')}>{statement.border && '✓'}</Field>
          {found.papers !== null && (
            <Field label={of('naming.papers')}>
              {found.papers.authority} {found.papers.number} · {found.papers.approvedOn}
            </Field>
          )}
        </dl>
      )}
    </section>
  );
} // prettier-ignore
