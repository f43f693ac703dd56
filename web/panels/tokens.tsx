import '../assets/office.css';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Scope } from '../../server/api/actions.ts';
import { call, type Result } from '../api.ts';
import { ac, accountWord } from '../i18n/accounts.ts';
import { day, moment, t } from '../i18n/t.ts';
import { announce } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Form, Question } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { Secret } from '../ui/secret.tsx';

type Token = Result<'listTokens'>['items'][number];

/** 访问令牌: for other systems that call the API as this account. */
export function TokensPanel(): VNode {
  const { answer, error, again } = useAnswer('listTokens', {});
  const [made, setMade] = useState<Result<'createToken'> | null>(null);
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return (
    <div class="office scroll" role="region" aria-label={t('panel.tokens')} tabIndex={0}>
      <h2>{t('panel.tokens')}</h2>
      <p class="muted">{ac('tokens.hint')}</p>
      <div class="columns">
        <section aria-labelledby="token-new">
          <h3 id="token-new">{ac('tokens.new')}</h3>
          {made ? (
            <div class="note good" role="status">
              <p>{ac('tokens.once', { name: made.name })}</p>
              <Secret label={t('panel.tokens')} value={made.token} />
              <p class="actions">
                <button onClick={() => setMade(null)}>{ac('tokens.done')}</button>
              </p>
            </div>
          ) : (
            <NewToken
              scopes={answer.scopes}
              made={(token) => {
                setMade(token);
                again();
              }}
            />
          )}
        </section>
        <section aria-labelledby="token-list">
          <h3 id="token-list">{ac('tokens.list')}</h3>
          {answer.items.length === 0 && <p class="muted">{ac('tokens.empty')}</p>}
          <ul class="plain cards" aria-labelledby="token-list">
            {answer.items.map((token) => (
              <TokenCard key={token.id} token={token} again={again} />
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}

function NewToken({
  scopes,
  made,
}: {
  scopes: readonly Scope[];
  made: (token: Result<'createToken'>) => void;
}): VNode {
  const [chosen, setChosen] = useState<readonly Scope[]>([]);
  return (
    <Form
      action={ac('tokens.create')}
      label={ac('tokens.new')}
      send={async (value) => {
        if (chosen.length === 0) throw new Error(ac('tokens.needScope'));
        made(await call('createToken', { body: { name: value('name'), scopes: [...chosen], days: Number(value('days')) } })); // prettier-ignore
      }}
    >
      <Question label={ac('tokens.name')} hint={ac('tokens.nameHint')}>
        <input name="name" maxLength={60} required autocomplete="off" />
      </Question>
      <fieldset class="question">
        <legend>{ac('tokens.scopes')}</legend>
        {scopes.map((scope) => (
          <label class="check" key={scope}>
            <input
              type="checkbox"
              value={scope}
              checked={chosen.includes(scope)}
              onChange={(event) =>
                setChosen(
                  event.currentTarget.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope),
                )
              }
            />
            {accountWord('scope', scope)}
          </label>
        ))}
      </fieldset>
      <Question label={ac('tokens.days')}>
        <input name="days" type="number" min={1} max={365} step={1} defaultValue="90" required />
      </Question>
    </Form>
  );
}

function TokenCard({ token, again }: { token: Token; again: () => void }): VNode {
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const revoke = async (yes: boolean): Promise<void> => {
    setAsking(false);
    if (!yes) return;
    try {
      await call('revokeToken', { id: token.id });
      announce(ac('tokens.revoked', { name: token.name }));
      again();
    } catch (reason) {
      setProblem(reason);
    }
  };
  return (
    <li data-token={token.name}>
      <span class="card-text">
        <b>{token.name}</b> <code>{token.prefix}…</code>
        <small>{token.scopes.map((scope) => accountWord('scope', scope)).join(', ')}</small>
        <small>
          {[
            ac('tokens.created', { when: day(token.createdAt) }),
            ac('tokens.until', { when: day(token.expiresAt) }),
            token.lastUsedAt ? ac('tokens.used', { when: moment(token.lastUsedAt) }) : ac('tokens.unused'),
          ].join(' · ')}
        </small>
        <ProblemNote error={problem} />
      </span>
      <button aria-label={`${ac('tokens.revoke')}: ${token.name}`} onClick={() => setAsking(true)}>
        {ac('tokens.revoke')}
      </button>
      {asking && (
        <Confirm
          title={ac('tokens.revoke.title', { name: token.name })}
          action={ac('tokens.revoke')}
          grave
          answer={(yes) => void revoke(yes)}
        >
          <p>{ac('tokens.revoke.text')}</p>
        </Confirm>
      )}
    </li>
  );
}
