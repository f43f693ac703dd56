import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { deleteAll } from '../field/save.ts';
import { linesOf, recordsOf } from '../field/store.ts';
import { out } from '../i18n/field.ts';
import { leaving, session, signOut } from '../state/session.ts';

interface Kept {
  lines: number;
  records: number; // that have not arrived
}

async function countKept(account: string): Promise<Kept> {
  const records = (await recordsOf(account)).filter(({ state }) => state !== 'sent');
  return { lines: (await linesOf(account)).length, records: records.length };
}

/** Before signing out where lines are saved: they can go, or stay for the next time. */
export function FieldLeave(): VNode {
  const account = session.value?.account?.username ?? '';
  const [kept, setKept] = useState<Kept | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    void countKept(account).then((found) => {
      if (found.lines + found.records === 0) void signOut();
      else setKept(found);
    });
  }, []);
  useEffect(() => {
    if (kept !== null) dialog.current!.showModal();
  }, [kept]);
  const answer = async (how: string): Promise<void> => {
    leaving.value = false;
    if (how === 'delete') await deleteAll(account);
    if (how !== '') await signOut();
  };
  return (
    <dialog
      class="confirm"
      ref={dialog}
      aria-labelledby="field-leave"
      onClose={() => void answer(dialog.current!.returnValue)}
    >
      {kept !== null && (
        <form method="dialog">
          <h2 id="field-leave">{out('leave.title')}</h2>
          <p>{out('leave.text', { lines: kept.lines, records: kept.records })}</p>
          {kept.records > 0 && <p class="note problem">{out('leave.unsent')}</p>}
          <p class="actions">
            <button type="button" onClick={() => dialog.current!.close('')}>
              {out('cancel')}
            </button>
            <button value="delete" class="grave">
              {out('leave.delete')}
            </button>
            <button value="keep" class="primary">
              {out('leave.keep')}
            </button>
          </p>
        </form>
      )}
    </dialog>
  );
}
