import '../assets/office.css';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ac } from '../i18n/accounts.ts';
import { moment, t, word } from '../i18n/t.ts';
import { go, state } from '../state/state.ts';
import { usePages } from '../ui/pages.ts';
import { More, Total } from '../ui/total.tsx';
import { AccountView } from './account-view.tsx';
import { NewAccount } from './account-new.tsx';
import { AccountState } from './account-state.tsx';

const PAGE = 100;

/** 账号管理: all accounts, or the one that the link names. */
export function AccountsPanel(): VNode {
  const { account } = state.value;
  return (
    <div class="office scroll" role="region" aria-label={t('panel.accounts')} tabIndex={0}>
      {account === null ? (
        <AccountList />
      ) : (
        <>
          <p class="record-bar">
            <button class="text" onClick={() => go({ account: null })}>
              ← {ac('accounts.back')}
            </button>
          </p>
          {account === 'new' ? <NewAccount /> : <AccountView key={account} id={account} />}
        </>
      )}
    </div>
  );
}

function AccountList(): VNode {
  const [opened] = useState(Date.now); // read anew whenever one comes back to the list
  const { pages, more } = usePages('listAccounts', { limit: PAGE }, opened);
  return (
    <>
      <div class="office-head">
        <h2>{t('panel.accounts')}</h2>
        <button class="primary" onClick={() => go({ account: 'new' })}>
          {ac('accounts.new')}
        </button>
      </div>
      <Total pages={pages} more={more} />
      <table class="office-table">
        <thead>
          <tr>
            <th scope="col">{ac('field.username')}</th>
            <th scope="col">{ac('field.display')}</th>
            <th scope="col">{ac('field.role')}</th>
            <th scope="col">{ac('field.jurisdiction')}</th>
            <th scope="col">{ac('field.state')}</th>
            <th scope="col" class="only-wide">
              {ac('field.lastSignIn')}
            </th>
          </tr>
        </thead>
        <tbody>
          {pages.value.items.map((item) => (
            <tr key={item.id} data-account={item.username} onClick={() => go({ account: item.id })}>
              <th scope="row">
                <button class="text">{item.username}</button>
              </th>
              <td>{item.display}</td>
              <td>{word('role', item.role)}</td>
              <td>{item.jurisdiction?.name ?? '—'}</td>
              <td>
                <AccountState account={item} />
              </td>
              <td class="only-wide">{item.lastSignInAt ? moment(item.lastSignInAt) : ac('never')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <More pages={pages} more={more} label={ac('accounts.more')} />
    </>
  );
}
