import type { VNode } from 'preact';
import type { Papers } from '../../server/api/drafts.ts';
import { of } from '../i18n/office.ts';
import type { DraftDetail } from '../state/drafts.ts';
import { Question } from '../ui/form.tsx';

const valueOf = (id: string): string => document.querySelector<HTMLInputElement>(`#papers-${id}`)?.value.trim() ?? ''; // prettier-ignore

/** The document that was typed; none where nothing was. */
export function readPapers(): Papers | undefined {
  const [authority, number, approvedOn] = [valueOf('authority'), valueOf('number'), valueOf('day')];
  return number === '' && approvedOn === '' ? undefined : { authority, number, approvedOn };
}

/** The document by which the body that approves has done so: needed before publication where it is another's. */
export function PapersFields({ found }: { found: DraftDetail }): VNode {
  const { authority } = found.naming!.approval!;
  const { papers } = found;
  return (
    <fieldset class="papers">
      <legend>
        {of('naming.papers')} <small>{found.naming!.needsPapers ? of('naming.papersNeeded') : of('naming.papersOwn')}</small>
      </legend>
      <Question label={of('field.authority')}>
        <input id="papers-authority" maxLength={200} defaultValue={papers?.authority ?? authority} />
      </Question>
      <Question label={of('field.documentNo')}>
        <input id="papers-number" maxLength={100} autocomplete="off" defaultValue={papers?.number ?? ''} />
      </Question>
      <Question label={of('field.approvedOn')}>
        <input id="papers-day" type="date" defaultValue={papers?.approvedOn ?? ''} />
      </Question>
    </fieldset>
  );
} // prettier-ignore
