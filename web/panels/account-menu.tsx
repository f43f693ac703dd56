import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Action } from '../../server/api/actions.ts';
import { t, word } from '../i18n/t.ts';
import { keepsField, offline } from '../state/offline.ts';
import { leaving, may, session, signingIn, signOut } from '../state/session.ts';
import { go, record, state } from '../state/state.ts';
import { OFFICE_PANELS, type OfficePanel } from '../state/url.ts';
import { lazy } from '../ui/lazy.tsx';

const Leave = lazy(async () => (await import('./field-leave.tsx')).FieldLeave);

/** What one must be allowed for a page of the menu to be offered. */
export const OFFICE_ACTIONS: Readonly<Record<OfficePanel, Action>> = {
  profile: 'account.self',
  tokens: 'token.manage',
  accounts: 'account.manage',
  audit: 'audit.read',
};

/** The account badge: who sits here, and the pages that are about accounts. */
export function AccountMenu(): VNode | null {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const badge = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event): void => {
      if (!box.current!.contains(event.target as Node)) setOpen(false);
    };
    for (const kind of ['pointerdown', 'focusin']) document.addEventListener(kind, outside);
    return () => {
      for (const kind of ['pointerdown', 'focusin']) document.removeEventListener(kind, outside);
    };
  }, [open]);
  const now = session.value;
  if (!now || now.via === 'token') return null;
  if (now.account === null)
    return <button onClick={() => (signingIn.value = true)}>{t('session.signIn')}</button>;
  const { account, via } = now;
  const isLocal = via === 'local';
  const pages = OFFICE_PANELS.filter((panel) => may(OFFICE_ACTIONS[panel]));
  return (
    <div
      class="account-menu"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        setOpen(false);
        badge.current!.focus();
      }}
    >
      <button
        class="badge"
        ref={badge}
        aria-expanded={open}
        aria-controls="account-menu"
        aria-label={`${t('menu.label')}: ${isLocal ? t('session.local') : account.display}`}
        onClick={() => setOpen(!open)}
      >
        <span>{isLocal ? t('session.local') : account.display}</span>
      </button>
      {open && (
        <div class="menu" id="account-menu">
          <p class="muted">
            {isLocal
              ? t('session.local.hint')
              : [account.username, word('role', account.role), account.jurisdiction?.name]
                  .filter(Boolean)
                  .join(' · ')}
          </p>
          <ul class="plain">
            {pages.map((panel) => (
              <li key={panel}>
                <button
                  data-menu={panel}
                  aria-current={state.value.panel === panel && !record.value ? 'page' : undefined}
                  onClick={() => {
                    setOpen(false);
                    badge.current!.focus();
                    go({ panel, record: null, account: null, entry: null });
                  }}
                >
                  {t(`panel.${panel}`)}
                </button>
              </li>
            ))}
            {via === 'session' && !offline.value && (
              <li class="apart">
                <button onClick={() => (keepsField() ? (leaving.value = true) : void signOut())}>
                  {t('session.signOut')}
                </button>
              </li>
            )}
          </ul>
        </div>
      )}
      {leaving.value && <Leave />}
    </div>
  );
}
