import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ed, editWord } from '../i18n/edits.ts';
import { day, moment, t } from '../i18n/t.ts';
import {
  askFailure,
  discard,
  asking,
  draft,
  draftFailure,
  move,
  read,
  say,
  type DraftDetail,
} from '../state/drafts.ts';
import { visit } from '../state/record.ts';
import { adjust, go, state } from '../state/state.ts';
import { Findings } from '../ui/findings.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { Attachments } from './attachments.tsx';
import { DraftNaming } from './draft-naming.tsx';
import { DraftStatement } from './draft-statement.tsx';
import { readPapers, PapersFields } from './draft-papers.tsx';
import { Value } from './edit-value.tsx';

export function DraftView(): VNode {
  const found = draft.value;
  return (
    <div class="scroll edit drafts">
      <p class="record-bar">
        <button class="text" onClick={() => adjust({ draft: null })}>
          ← {ed('drafts.back')}
        </button>
      </p>
      {draftFailure.value !== null && <ProblemNote error={draftFailure.value} retry={() => void read(state.value.draft ?? 0)} />}
      {found === null && draftFailure.value === null && <p class="list-total">{t('app.loading')}</p>}
      {found !== null && <Detail found={found} />}
    </div>
  );
} // prettier-ignore

function Detail({ found }: { found: DraftDetail }): VNode {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [found.id]);
  return (
    <article data-draft={found.id} data-state={found.state} aria-labelledby="draft-title">
      <h2 id="draft-title" tabIndex={-1} ref={title}>
        {found.title}
      </h2>
      <p>
        <span class={`badge ${found.state}`}>{editWord('state', found.state)}</span>{' '}
        <span class="muted">
          {ed('drafts.by', { who: found.author, when: moment(found.createdAt) })}
          {found.decidedBy !== null && found.decidedAt !== null && ` · ${ed('drafts.decided', { who: found.decidedBy, when: moment(found.decidedAt) })}`}
        </span>
      </p>
      {found.stale && (
        <p class="note problem" role="alert">
          {ed('drafts.stale')}
        </p>
      )}
      <dl class="fields">
        <Line label={ed('draft.change')}>{editWord('change', found.change)} · {editWord('type', found.type)}</Line>
        <Line label={ed('field.division')}>{found.divisions.map(({ name }) => name).join(', ')}</Line>
        <Line label={ed('draft.reason')}>{found.reason || '—'}</Line>
        <Line label={ed('draft.effectiveOn')}>{found.effectiveOn === null ? ed('draft.effectiveHint') : day(found.effectiveOn)}</Line>
      </dl>
      {found.recordId !== null && (
        <p>
          <button class="text" onClick={() => visit({ type: found.type, id: String(found.recordId) })}>
            {ed('drafts.record')}
          </button>
        </p>
      )}
      {found.state !== 'published' && found.state !== 'withdrawn' && (
        <>
          <h3>{ed('drafts.diff')}</h3>
          <Diff found={found} />
          <h3>{ed('drafts.findings')}</h3>
          {found.findings.length === 0 ? <p class="muted">{ed('drafts.noFindings')}</p> : <Findings findings={found.findings} />}
        </>
      )}
      {found.naming !== null && <DraftNaming naming={found.naming} />}
      {found.statement !== null && <DraftStatement found={found} />}
      <Attachments of="draft" owner={found.id} items={found.attachments} editable={found.may.includes('edit') || (found.state === 'approved' && found.may.includes('publish'))} again={() => void read(found.id)} />
      <h3>{ed('drafts.comments')}</h3>
      {found.comments.length === 0 && <p class="muted">{ed('drafts.noComments')}</p>}
      <ol class="comments">
        {found.comments.map(({ id, actor, at, state: then, text }) => (
          <li key={id}>
            <b>{actor}</b> <small class="muted">{moment(at)} · {editWord('state', then)}</small>
            <p>{text}</p>
          </li>
        ))}
      </ol>
      <Steps found={found} />
    </article>
  );
} // prettier-ignore

const Line = ({ label, children }: { label: string; children: string | (string | VNode)[] }): VNode => (
  <div class="field">
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

/** What would change, the present value beside the proposed one. */
function Diff({ found }: { found: DraftDetail }): VNode {
  if (found.diff.length === 0) return <p class="muted">{ed('drafts.noDiff')}</p>;
  return (
    <div class="diff" role="region" aria-label={ed('drafts.diff')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{ed('conflict.field')}</th>
            <th scope="col">{ed('drafts.present')}</th>
            <th scope="col">{ed('drafts.proposed')}</th>
          </tr>
        </thead>
        <tbody>
          {found.diff.map(({ field, present, proposed }) => (
            <tr key={field} data-diff={field}>
              <th scope="row">{editWord('field', field)}</th>
              <td>
                <Value field={field} value={present} />
              </td>
              <td>
                <Value field={field} value={proposed} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The steps that this account can take, with a comment. */
function Steps({ found }: { found: DraftDetail }): VNode {
  const [comment, setComment] = useState('');
  const [complaint, setComplaint] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  const send = async (work: Promise<boolean>): Promise<void> => {
    if (await work) setComment('');
  };
  return (
    <div class="edit-bar">
      <div class="edit-field">
        <label for="draft-comment">{ed('drafts.comment')}</label>
        <textarea
          id="draft-comment"
          ref={box}
          rows={2}
          value={comment}
          aria-invalid={complaint === '' ? undefined : true}
          onInput={(event) => {
            setComment(event.currentTarget.value);
            setComplaint('');
          }}
        />
        {complaint !== '' && (
          <p class="why" role="alert">
            {complaint}
          </p>
        )}
      </div>
      {found.may.includes('publish') && found.naming?.approval && <PapersFields found={found} />}
      {askFailure.value !== null && <ProblemNote error={askFailure.value} />}
      <p class="actions">
        <button disabled={asking.value || comment.trim() === ''} onClick={() => void send(say(comment))}>
          {ed('drafts.say')}
        </button>
        {found.may.map((step) => (
          <button
            key={step}
            data-step={step}
            class={step === 'submit' || step === 'approve' || step === 'publish' ? 'primary' : step === 'reject' || step === 'delete' ? 'grave' : undefined}
            disabled={asking.value}
            onClick={() => {
              if (step === 'edit') return go({ form: 'draft' });
              if (step === 'reject' && comment.trim() === '') {
                setComplaint(ed('drafts.needReason'));
                return box.current?.focus();
              }
              if (step === 'delete') return void discard();
              return void send(move(step, comment, step === 'publish' ? readPapers() : undefined));
            }}
          >
            {editWord('step', step)}
          </button>
        ))}
      </p>
    </div>
  );
} // prettier-ignore
