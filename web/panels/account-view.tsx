import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { AccountRole } from '../../server/api/actions.ts';
import { call, type BodyOf, type Result } from '../api.ts';
import { ac } from '../i18n/accounts.ts';
import { moment, t } from '../i18n/t.ts';
import { may, readSession, session } from '../state/session.ts';
import { announce, go } from '../state/state.ts';
import type { AuditFilter } from '../state/url.ts';
import { useAnswer } from '../ui/asked.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Field } from '../ui/fields.tsx';
import { Form, Question } from '../ui/form.tsx';
import { JurisdictionSelect } from '../ui/jurisdiction.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { makePassword, Secret } from '../ui/secret.tsx';
import { Password } from './account-new.tsx';
import { RoleSelect } from './account-role.tsx';
import { AccountState } from './account-state.tsx';

type Account = Result<'getAccount'>;

/** One account, and what an administrator does with it. */
export function AccountView({ id }: { id: string }): VNode {
  const { answer, error, again } = useAnswer('getAccount', { id });
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  const isOwn = session.value?.account?.id === id;
  const changed = (): void => {
    again();
    if (isOwn) void readSession();
  };
  return (
    <article data-account-view={answer.username}>
      <div class="office-head">
        <h2>
          {answer.display} <small>{answer.username}</small>
        </h2>
        <AccountState account={answer} />
      </div>
      {isOwn && <p class="note">{ac('accounts.self')}</p>}
      {answer.lockedUntil !== null && <Locked account={answer} changed={changed} />}
      <dl class="fields">
        <Field label={ac('field.oidc')}>{ac(answer.oidc ? 'oidc.yes' : 'oidc.no')}</Field>
        <Field label={ac('field.created')}>{moment(answer.createdAt)}</Field>
        <Field label={ac('field.lastSignIn')}>
          {answer.lastSignInAt === null ? ac('never') : moment(answer.lastSignInAt)}
        </Field>
      </dl>
      <Form
        key={JSON.stringify(answer)}
        action={ac('save')}
        done={ac('saved')}
        label={answer.username}
        send={async (value) => {
          const body = changesOf(answer, value);
          if (Object.keys(body).length > 0) await call('changeAccount', { id, body });
          announce(ac('saved'));
          changed();
        }}
      >
        <Question label={ac('field.display')}>
          <input name="display" maxLength={60} required defaultValue={answer.display} autocomplete="off" />
        </Question>
        <Question label={ac('field.role')}>
          <RoleSelect value={answer.role} />
        </Question>
        <Question label={ac('field.jurisdiction')} hint={ac('jurisdiction.hint')}>
          <JurisdictionSelect name="jurisdiction" value={answer.jurisdiction} />
        </Question>
      </Form>
      <Actions account={answer} changed={changed} />
    </article>
  );
}

/** Only what differs is sent: what somebody else has changed meanwhile stays. */
function changesOf(account: Account, value: (name: string) => string): BodyOf<'changeAccount'> {
  const display = value('display');
  const role = value('role') as AccountRole;
  const jurisdiction = value('jurisdiction') || null;
  return {
    ...(display !== account.display && { display }),
    ...(role !== account.role && { role }),
    ...(jurisdiction !== (account.jurisdiction?.code ?? null) && { jurisdiction }),
  };
}

function Locked({ account, changed }: { account: Account; changed: () => void }): VNode {
  const [problem, setProblem] = useState<unknown>(null);
  return (
    <div class="note problem">
      <p>{ac('accounts.locked', { when: moment(account.lockedUntil!) })}</p>
      <ProblemNote error={problem} />
      <p class="actions">
        <button
          onClick={() =>
            void call('unlockAccount', { id: account.id }).then(() => {
              announce(ac('accounts.unlocked'));
              changed();
            }, setProblem)
          }
        >
          {ac('accounts.unlock')}
        </button>
      </p>
    </div>
  );
}

function Actions({ account, changed }: { account: Account; changed: () => void }): VNode {
  const [asking, setAsking] = useState<'close' | 'password' | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [password, setPassword] = useState(makePassword);
  const [given, setGiven] = useState<string | null>(null);
  const { id, username, active } = account;
  const work = async (change: () => Promise<unknown>): Promise<void> => {
    setProblem(null);
    try {
      await change();
      changed();
    } catch (reason) {
      setProblem(reason);
    }
  };
  const activate = (to: boolean): Promise<void> =>
    work(() => call('changeAccount', { id, body: { active: to } }));
  const setIt = (): Promise<void> =>
    work(async () => {
      await call('setAccountPassword', { id, body: { password } });
      setGiven(password);
    });
  return (
    <>
      <ProblemNote error={problem} />
      {given !== null && (
        <div class="note good" role="status">
          <p>{ac('accounts.set.done', { name: username })}</p>
          <Secret label={ac('accounts.password')} value={given} />
        </div>
      )}
      <p class="actions">
        <button
          onClick={() => {
            setPassword(makePassword());
            setGiven(null);
            setAsking('password');
          }}
        >
          {ac('accounts.set')}
        </button>
        {active ? (
          <button class="grave" onClick={() => setAsking('close')}>
            {ac('accounts.close')}
          </button>
        ) : (
          <button onClick={() => void activate(true)}>{ac('accounts.open')}</button>
        )}
      </p>
      {may('audit.read') && (
        <p class="actions">
          <button class="text" onClick={() => openAudit({ actor: username })}>
            {ac('accounts.log')}
          </button>
          <button class="text" onClick={() => openAudit({ type: 'account', record: username })}>
            {ac('accounts.changes')}
          </button>
        </p>
      )}
      {asking === 'close' && (
        <Confirm
          title={ac('accounts.close.title', { name: username })}
          action={ac('accounts.close')}
          grave
          answer={(yes) => {
            setAsking(null);
            if (yes) void activate(false);
          }}
        >
          <p>{ac('accounts.close.text')}</p>
        </Confirm>
      )}
      {asking === 'password' && (
        <Confirm
          title={ac('accounts.set.title', { name: username })}
          action={ac('accounts.set')}
          answer={(yes) => {
            setAsking(null);
            if (yes) void setIt();
          }}
        >
          <p>{ac('accounts.set.text')}</p>
          <Password label={ac('password.new')} password={password} setPassword={setPassword} />
        </Confirm>
      )}
    </>
  );
}

const openAudit = (audit: AuditFilter): void => go({ panel: 'audit', audit, entry: null });
