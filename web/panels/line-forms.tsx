import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Attachment } from '../../server/api/attachments.ts';
import { call, type BodyOf } from '../api.ts';
import { li, lineWord } from '../i18n/lines.ts';
import { t } from '../i18n/t.ts';
import { reread } from '../state/record.ts';
import { go } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Form } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { Attachments } from './attachments.tsx';
import type { Line } from './line-codes.ts';
import { disputeSpecs, documentSpecs, projectSpecs, type LineSpec } from './line-specs.ts';
import { Delete, FieldsIn, readFields, type Values } from './office-parts.tsx';

interface Kept {
  id: number;
  version: string;
  attachments?: readonly Attachment[];
}

interface Props<R extends Kept> {
  one: 'document' | 'dispute' | 'project';
  specs: readonly LineSpec[];
  id: number | null; // null: a new one
  editable: boolean;
  values: (answer: R) => Values;
  nameOf: (answer: R) => string;
  answer: R | null;
  error: unknown;
  again: () => void;
  create: (body: Record<string, unknown>) => Promise<{ id: number }>;
  edit: (present: R, body: Record<string, unknown>) => Promise<unknown>;
  remove: (present: R) => Promise<unknown>;
}

/** A record of a line, new or changed, with its files. */
function RecordForm<R extends Kept>({ one, specs, id, editable, values, nameOf, answer, error, again, create, edit, remove }: Props<R>): VNode {
  const [problem, setProblem] = useState<unknown>(null);
  if (error) return <ProblemNote error={error} retry={again} />;
  if (id !== null && answer === null) return <p class="list-total">{t('app.loading')}</p>;
  const fields = <FieldsIn specs={specs} values={answer === null ? {} : values(answer)} words={{ t: li, word: lineWord }} />;
  const changed = (): void => void (reread.value += 1);
  return (
    <>
      <h2>{answer === null ? li(`${one}s.new`) : nameOf(answer)}</h2>
      {editable ? (
        <Form
          key={answer?.version}
          action={li('save')}
          label={li(`${one}s.title`)}
          done={li('saved')}
          send={async (value) => {
            const body = readFields(specs, value);
            if (answer === null) go({ part: `${one}-${(await create(body)).id}` });
            else {
              await edit(answer, body);
              again();
            }
            changed();
          }}
        >
          {fields}
        </Form>
      ) : (
        <fieldset class="plain" disabled>
          {fields}
        </fieldset>
      )}
      {answer?.attachments && one !== 'project' && <Attachments of={one} owner={answer.id} items={answer.attachments} editable={editable} again={again} />}
      <ProblemNote error={problem} />
      {answer !== null && editable && (
        <p class="actions">
          <Delete name={nameOf(answer)} remove={() => remove(answer).then(() => { changed(); go({ part: null }); }, setProblem)} />
        </p>
      )}
    </>
  );
} // prettier-ignore

export function DocumentForm({ id, of, editable }: { id: number | null; of: { line?: string; meetingPoint?: string }; editable: boolean }): VNode {
  return (
    <RecordForm
      one="document"
      specs={documentSpecs}
      id={id}
      editable={editable}
      values={(answer) => answer as unknown as Values}
      nameOf={({ title }) => title}
      {...useAnswer('getBoundaryDocument', id === null ? null : { id })}
      create={(body) => call('createBoundaryDocument', { body: { ...of, ...body } as BodyOf<'createBoundaryDocument'> })}
      edit={(present, body) => call('editBoundaryDocument', { id: present.id, body }, undefined, present.version)}
      remove={(present) => call('deleteBoundaryDocument', { id: present.id }, undefined, present.version)}
    />
  );
} // prettier-ignore

export function DisputeForm({ id, line, editable }: { id: number | null; line: Line; editable: boolean }): VNode {
  return (
    <RecordForm
      one="dispute"
      specs={disputeSpecs(line)}
      id={id}
      editable={editable}
      values={(answer) => answer as unknown as Values}
      nameOf={({ title }) => title}
      {...useAnswer('getBoundaryDispute', id === null ? null : { id })}
      create={(body) => call('createBoundaryDispute', { body: { line: line.code, ...body } as BodyOf<'createBoundaryDispute'> })}
      edit={(present, body) => call('editBoundaryDispute', { id: present.id, body }, undefined, present.version)}
      remove={(present) => call('deleteBoundaryDispute', { id: present.id }, undefined, present.version)}
    />
  );
} // prettier-ignore

export function ProjectForm({ id, line, editable }: { id: number | null; line: Line; editable: boolean }): VNode {
  return (
    <RecordForm
      one="project"
      specs={projectSpecs(line)}
      id={id}
      editable={editable}
      values={(answer) => ({ ...answer, consents: answer.consents.map(({ code }) => code) }) as unknown as Values}
      nameOf={({ name }) => name}
      {...useAnswer('getCrossProject', id === null ? null : { id })}
      create={(body) => call('createCrossProject', { body: { line: line.code, ...body } as BodyOf<'createCrossProject'> })}
      edit={(present, body) => call('editCrossProject', { id: present.id, body }, undefined, present.version)}
      remove={(present) => call('deleteCrossProject', { id: present.id }, undefined, present.version)}
    />
  );
} // prettier-ignore
