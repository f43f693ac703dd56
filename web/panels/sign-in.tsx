import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError, call } from '../api.ts';
import { t } from '../i18n/t.ts';
import { mustSignIn, session, signingIn, signOut } from '../state/session.ts';

/** Instead of the page, where one has to sign in first or to choose a password of one's own. */
export function SignInPage(): VNode {
  const account = session.value?.account ?? null;
  return (
    <main class="start">
      <h1>{t('app.name')}</h1>
      {account === null ? <SignIn /> : <NewPassword username={account.username} />}
      {!mustSignIn() && (
        <p class="actions">
          <button class="text" onClick={() => (signingIn.value = false)}>
            {t('session.back')}
          </button>
        </p>
      )}
    </main>
  );
}

function SignIn(): VNode {
  const oidc = session.value?.ways.oidc ?? null;
  return (
    <Form
      action={t('session.signIn')}
      other={
        oidc && (
          <button
            type="button"
            onClick={() =>
              void call('signInByOidc', { body: { returnTo: '/' } }).then(({ url }) => location.assign(url))
            }
          >
            {oidc.label}
          </button>
        )
      }
      send={async (form) => {
        await call('signIn', { body: { username: form('username'), password: form('password') } });
      }}
    >
      <Field name="username" label={t('session.username')} type="text" complete="username" />
      <Field name="password" label={t('session.password')} type="password" complete="current-password" />
    </Form>
  );
}

function NewPassword({ username }: { username: string }): VNode {
  return (
    <Form
      action={t('session.change')}
      other={
        <button type="button" onClick={() => void signOut()}>
          {t('session.signOut')}
        </button>
      }
      send={async (form) => {
        await call('changePassword', { body: { current: form('current'), password: form('password') } });
      }}
    >
      <p>{t('session.mustChange', { name: username })}</p>
      <Field name="current" label={t('session.current')} type="password" complete="current-password" />
      <Field name="password" label={t('session.new')} type="password" complete="new-password" />
    </Form>
  );
}

function Form({
  action,
  other,
  send,
  children,
}: {
  action: string;
  /** What can be done instead. */
  other: VNode | null;
  send: (form: (name: string) => string) => Promise<void>;
  children: unknown;
}): VNode {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      await send((name) => {
        const value = data.get(name);
        return typeof value === 'string' ? value : '';
      });
      location.reload();
    } catch (error) {
      setProblem(error instanceof ApiError && error.status !== 0 ? error.message : t('start.unreachable'));
      setBusy(false);
    }
  };
  return (
    <form class="sign-in" onSubmit={(event) => void submit(event)}>
      {children as VNode}
      {problem && (
        <p class="note problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" class="primary" disabled={busy}>
        {action}
      </button>
      {other}
    </form>
  );
}

const Field = ({
  name,
  label,
  type,
  complete,
}: {
  name: string;
  label: string;
  type: 'text' | 'password';
  complete: 'username' | 'current-password' | 'new-password';
}): VNode => (
  <label>
    <span>{label}</span>
    {type === 'password' ? (
      <input name={name} type="password" autocomplete={complete} required />
    ) : (
      <input name={name} autocomplete={complete} required />
    )}
  </label>
);
