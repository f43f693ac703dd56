import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../i18n/t.ts';

/** A question that must be answered before something is changed. The browser keeps the focus inside and gives it back. */
export function Confirm({
  title,
  action,
  grave = false,
  answer,
  children,
}: {
  title: string;
  action: string;
  grave?: boolean;
  answer: (yes: boolean) => void;
  children: ComponentChildren;
}): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog
      class="confirm"
      ref={dialog}
      aria-labelledby={id}
      onClose={() => answer(dialog.current!.returnValue === 'yes')}
    >
      <form method="dialog">
        <h2 id={id}>{title}</h2>
        {children}
        <p class="actions">
          <button type="button" onClick={() => dialog.current!.close('no')}>
            {t('app.cancel')}
          </button>
          <button value="yes" class={grave ? 'grave' : 'primary'}>
            {action}
          </button>
        </p>
      </form>
    </dialog>
  );
}
