import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Attachment } from '../../server/api/attachments.ts';
import { of } from '../i18n/office.ts';
import { t } from '../i18n/t.ts';
import { mayFor } from '../state/session.ts';
import { visit } from '../state/record.ts';
import { go } from '../state/state.ts';
import { Form } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { Attachments } from './attachments.tsx';
import { Back, Delete, Fields, readFields, type Spec, type Values } from './office-parts.tsx';

interface Kept {
  id: number;
  version: string;
  name: string;
  division: string;
  placeId: number | null;
  placeName?: string | null;
  attachments: readonly Attachment[];
}

interface Props<R extends Kept> {
  tab: 'signs' | 'protected';
  one: 'sign' | 'protected'; // what its files belong to, and the address of one
  specs: readonly Spec[];
  id: number | null; // null: a new one
  answer: R | null;
  error: unknown;
  again: () => void;
  create: (body: Record<string, unknown>) => Promise<{ id: number }>;
  edit: (present: R, body: Record<string, unknown>) => Promise<unknown>;
  remove: (present: R) => Promise<unknown>;
}

/** A record that the office keeps, new or changed, with its place and its files. */
export function RecordForm<R extends Kept>({ tab, one, specs, id, answer, error, again, create, edit, remove }: Props<R>): VNode {
  const [problem, setProblem] = useState<unknown>(null);
  if (error) return <ProblemNote error={error} retry={again} />;
  if (id !== null && answer === null) return <p class="list-total">{t('app.loading')}</p>;
  const editable = answer === null || mayFor('place.edit', answer.division);
  return (
    <>
      <Back to={tab} />
      <h2>{answer?.name ?? of(`${tab}.new`)}</h2>
      {answer !== null && answer.placeId !== null && (
        <p>
          <button class="text" onClick={() => visit({ type: 'place', id: String(answer.placeId) })}>
            {answer.placeName ?? of('filing.place', { n: String(answer.placeId) })}
          </button>
        </p>
      )}
      <Form
        key={answer?.version}
        action={of('save')}
        label={of(`tab.${tab}`)}
        done={of('saved')}
        send={async (value) => {
          const body = readFields(specs, value);
          if (answer === null) return go({ filter: `${one}-${(await create(body)).id}` });
          await edit(answer, body);
          again();
        }}
      >
        <Fields specs={specs} values={(answer ?? {}) as Values} />
      </Form>
      {answer !== null && (
        <>
          <Attachments of={one} owner={answer.id} items={answer.attachments} editable={editable} again={again} />
          <ProblemNote error={problem} />
          {editable && (
            <p class="actions">
              <Delete name={answer.name} remove={() => remove(answer).then(() => go({ filter: tab }), setProblem)} />
            </p>
          )}
        </>
      )}
    </>
  );
} // prettier-ignore
