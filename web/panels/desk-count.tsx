import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import { edition } from '../state/startup.ts';
import { state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';

/** On the tab of the office, from the first page on: how many 备案 and 公告 are due, and whether one is overdue. */
export function DeskCount(): VNode | null {
  const { answer, again } = useAnswer('getOffice', {});
  const { panel, filter } = state.value;
  useEffect(again, [again, panel, filter, edition.value]);
  if (answer === null || answer.due.length === 0) return null;
  const { due, overdue } = answer;
  return (
    <span class={overdue > 0 ? 'tab-count over' : 'tab-count'}>
      <span aria-hidden="true">{due.length}</span>
      <span class="hidden">
        {t(overdue > 0 ? 'tab.overdue' : 'tab.due', { n: due.length, late: overdue })}
      </span>
    </span>
  );
}
