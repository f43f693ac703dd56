import type { VNode } from 'preact';
import type { InspectionDetail, NewSignature, Signature } from '../../server/api/inspections.ts';
import type { DivisionRef } from '../../server/api/record.ts';
import { call } from '../api.ts';
import { ins } from '../i18n/inspections.ts';
import { Form, Question } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useRun } from '../ui/run.ts';
import { Attachments } from './attachments.tsx';
import { Section } from './inspection-parts.tsx';

/** Who has signed an inspection, who has not, and the form for the next one. */
export function Signatures({ one, again }: { one: InspectionDetail; again: () => void }): VNode {
  const isOpen = one.state === 'field' && one.may.length > 0;
  const means = (['account', 'scan'] as const).filter((way) => one.may.includes(way === 'account' ? 'sign' : 'scan'));
  return (
    <Section id="signatures" title="sign.title">
      <SignatureList of={one.line.name} items={one.signatures} unsigned={one.unsigned} isOpen={isOpen} again={again} />
      {means.length > 0 && (
        <SignForm
          key={one.signatures.length}
          parties={one.unsigned.filter(({ code }) => !one.signatures.some(({ party }) => party.code === code))}
          means={means}
          send={async (body) => {
            await call('signInspection', { id: one.id, body }, undefined, one.version);
            again();
          }}
        />
      )}
    </Section>
  );
} // prettier-ignore

export function SignatureList({ of, items, unsigned, isOpen, again }: { of: string; items: readonly Signature[]; unsigned: readonly DivisionRef[]; isOpen: boolean; again: () => void }): VNode {
  const { busy, problem, run } = useRun(again);
  return (
    <>
      {items.length === 0 && <p class="muted">{ins('sign.none')}</p>}
      <ul class="plain">
        {items.map((one) => (
          <li key={one.id} data-signature={one.party.code}>
            <strong>{one.party.name}</strong> {one.name} <span class="figures">{one.signedOn}</span>{' '}
            <small class="muted">{one.means === 'scan' ? ins('sign.byScan') : ins('sign.byAccount', { who: one.signedBy })}</small>{' '}
            {isOpen && (
              <button class="text" disabled={busy} onClick={() => void run(() => call('withdrawSignature', { id: one.id }), ins('sign.withdrawn'))}>
                {ins('sign.withdraw')}
              </button>
            )}
            {one.means === 'scan' && <Attachments of="signature" owner={one.id} items={one.attachments} editable={isOpen} again={again} title={`${ins('sign.byScan')}: ${of} ${one.party.name}`} />}
          </li>
        ))}
      </ul>
      {unsigned.length > 0 && <p class="muted">{ins('sign.waiting', { who: unsigned.map(({ name }) => name).join('、') })}</p>}
      <ProblemNote error={problem} />
    </>
  );
} // prettier-ignore

/** A party signs: by this account, or on paper, whose scan follows. */
export function SignForm({ parties, means, send }: { parties: readonly DivisionRef[]; means: readonly NewSignature['means'][]; send: (body: NewSignature) => Promise<void> }): VNode | null {
  if (parties.length === 0) return null;
  return (
    <details class="fold">
      <summary>{ins(means[0] === 'account' ? 'sign.account' : 'sign.scan')}</summary>
      <Form
        action={ins('sign.title')}
        label={ins('sign.title')}
        done={ins('sign.signed')}
        send={(value) => send({ party: value('party'), name: value('name').trim(), signedOn: value('signedOn'), means: value('means') as 'scan' })}
      >
        <Question label={`${ins('sign.party')} *`}>
          <select name="party" required>
            {parties.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </Question>
        <Question label={`${ins('sign.name')} *`}>
          <input name="name" maxLength={60} required autocomplete="off" />
        </Question>
        <Question label={`${ins('sign.on')} *`}>
          <input name="signedOn" type="date" required />
        </Question>
        <Question label={ins('sign.title')} hint={ins('sign.scanHint')}>
          <select name="means">
            {means.map((way) => (
              <option key={way} value={way}>
                {ins(`sign.${way}`)}
              </option>
            ))}
          </select>
        </Question>
      </Form>
    </details>
  );
} // prettier-ignore
