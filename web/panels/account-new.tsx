import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { AccountRole } from '../../server/api/actions.ts';
import { call } from '../api.ts';
import { ac } from '../i18n/accounts.ts';
import { go } from '../state/state.ts';
import { Form, Question } from '../ui/form.tsx';
import { JurisdictionSelect } from '../ui/jurisdiction.tsx';
import { makePassword, Secret } from '../ui/secret.tsx';
import { RoleSelect } from './account-role.tsx';

/** A new account, with a password that its owner has to change first. */
export function NewAccount(): VNode {
  const [password, setPassword] = useState(makePassword);
  const [made, setMade] = useState<{ id: string; username: string; password: string } | null>(null);
  if (made !== null) {
    return (
      <div class="note good" role="status" data-made={made.username}>
        <p>{ac('accounts.created', { name: made.username })}</p>
        <Secret label={ac('accounts.password')} value={made.password} />
        <p class="actions">
          <button onClick={() => go({ account: null })}>{ac('accounts.back')}</button>
        </p>
      </div>
    );
  }
  return (
    <>
      <h2>{ac('accounts.new')}</h2>
      <Form
        action={ac('accounts.create')}
        label={ac('accounts.new')}
        send={async (value) => {
          const { id, username } = await call('createAccount', {
            body: {
              username: value('username'),
              ...(value('display').trim() !== '' && { display: value('display') }),
              role: value('role') as AccountRole,
              jurisdiction: value('jurisdiction') || null,
              password: value('password'),
            },
          });
          setMade({ id, username, password: value('password') });
        }}
      >
        <Question label={ac('field.username')} hint={ac('accounts.usernameHint')}>
          <input
            name="username"
            maxLength={40}
            required
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
          />
        </Question>
        <Question label={ac('field.display')}>
          <input name="display" maxLength={60} autocomplete="off" />
        </Question>
        <Question label={ac('field.role')}>
          <RoleSelect value="viewer" />
        </Question>
        <Question label={ac('field.jurisdiction')} hint={ac('jurisdiction.hint')}>
          <JurisdictionSelect name="jurisdiction" value={null} />
        </Question>
        <Password label={ac('accounts.password')} password={password} setPassword={setPassword} />
      </Form>
    </>
  );
}

/** A password that is offered; another one can be had, or typed. */
export const Password = ({
  label,
  password,
  setPassword,
}: {
  label: string;
  password: string;
  setPassword: (password: string) => void;
}): VNode => (
  <div class="question">
    <label for="first-password">{label}</label>
    <span class="secret">
      <input
        id="first-password"
        name="password"
        value={password}
        onInput={(event) => setPassword(event.currentTarget.value)}
        minLength={12}
        maxLength={128}
        required
        autocomplete="off"
        spellcheck={false}
      />
      <button type="button" onClick={() => setPassword(makePassword())}>
        {ac('accounts.generate')}
      </button>
    </span>
    <small>{ac('accounts.passwordHint')}</small>
  </div>
);
