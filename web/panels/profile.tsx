import '../assets/office.css';
import type { VNode } from 'preact';
import { call, type Result } from '../api.ts';
import { ac } from '../i18n/accounts.ts';
import { moment, t, word } from '../i18n/t.ts';
import { readSession, signOut } from '../state/session.ts';
import { Field } from '../ui/fields.tsx';
import { Form, Question } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useAnswer } from '../ui/asked.ts';
import { OwnSessions } from './own-sessions.tsx';

/** 个人资料: the own account, its password, and where it is signed in. */
export function ProfilePanel(): VNode {
  const profile = useAnswer('getProfile', {});
  const sessions = useAnswer('listSessions', {});
  if (profile.error) return <ProblemNote error={profile.error} retry={profile.again} />;
  if (profile.answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return (
    <div class="office scroll" role="region" aria-label={t('panel.profile')} tabIndex={0}>
      <h2>{t('panel.profile')}</h2>
      <div class="columns">
        <section>
          <About account={profile.answer} />
          <Form
            action={ac('save')}
            done={ac('saved')}
            label={t('panel.profile')}
            send={async (value) => {
              await call('changeProfile', { body: { display: value('display') } });
              profile.again();
              await readSession();
            }}
          >
            <Question label={ac('field.display')}>
              <input name="display" maxLength={60} required defaultValue={profile.answer.display} />
            </Question>
          </Form>
          <p class="actions">
            <button onClick={() => void signOut()}>{t('session.signOut')}</button>
          </p>
        </section>
        <section aria-labelledby="password-title">
          <h3 id="password-title">{ac('password.title')}</h3>
          <Password username={profile.answer.username} changed={sessions.again} />
        </section>
      </div>
      <OwnSessions sessions={sessions} />
    </div>
  );
}

const About = ({ account }: { account: Result<'getProfile'> }): VNode => (
  <dl class="fields">
    <Field label={ac('field.username')}>{account.username}</Field>
    <Field label={ac('field.role')}>{word('role', account.role)}</Field>
    <Field label={ac('field.jurisdiction')}>
      {account.jurisdiction
        ? `${account.jurisdiction.name} ${account.jurisdiction.code}`
        : ac('jurisdiction.none')}
    </Field>
    <Field label={ac('field.oidc')}>{ac(account.oidc ? 'oidc.yes' : 'oidc.no')}</Field>
    <Field label={ac('field.lastSignIn')}>
      {account.lastSignInAt === null ? ac('never') : moment(account.lastSignInAt)}
    </Field>
    <Field label="">
      <span class="muted">{ac('profile.hint')}</span>
    </Field>
  </dl>
);

const Password = ({ username, changed }: { username: string; changed: () => void }): VNode => (
  <Form
    action={ac('password.title')}
    done={ac('password.changed')}
    label={ac('password.title')}
    send={async (value, form) => {
      if (value('password') !== value('again')) throw new Error(ac('password.differ'));
      await call('changePassword', { body: { current: value('current'), password: value('password') } });
      form.reset();
      changed();
    }}
  >
    <input
      class="hidden"
      autocomplete="username"
      value={username}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
    <Question label={ac('password.current')}>
      <input name="current" type="password" autocomplete="current-password" required />
    </Question>
    <Question label={ac('password.new')} hint={ac('password.hint')}>
      <input
        name="password"
        type="password"
        autocomplete="new-password"
        minLength={12}
        maxLength={128}
        required
      />
    </Question>
    <Question label={ac('password.again')}>
      <input name="again" type="password" autocomplete="new-password" maxLength={128} required />
    </Question>
  </Form>
);
