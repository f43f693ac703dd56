import '../assets/naming.css';
import '../assets/desk.css';
import type { VNode } from 'preact';
import type { DraftNaming as Naming } from '../../server/api/drafts.ts';
import { of } from '../i18n/office.ts';
import { Field } from '../ui/fields.tsx';
import { NameFindings, useRules } from './name-result.tsx';

/** A proposal against 《地名管理条例》, and who approves it. */
export function DraftNaming({ naming }: { naming: Naming }): VNode {
  useRules();
  const { check, blocking, approval, needsPapers } = naming;
  return (
    <section class="naming draft-naming" aria-labelledby="draft-naming">
      <h3 id="draft-naming">{of('naming.title')}</h3>
      <p role="status" class={blocking.length > 0 ? 'note problem' : 'muted'}>
        {blocking.length > 0 ? of('naming.blocked', { n: blocking.length }) : of('naming.open')}
      </p>
      <NameFindings findings={check.findings} />
      {approval !== null && (
        <dl class="fields">
          <Field label={of('naming.authority')}>
            {approval.authority}{' '}
            <small>
              {approval.article}
              {!approval.verified && ` · ${of('naming.unverified')}`}
            </small>
          </Field>
          <Field label={of('naming.papers')}>
            {needsPapers ? of('naming.papersNeeded') : of('naming.papersOwn')}
          </Field>
        </dl>
      )}
    </section>
  );
}
