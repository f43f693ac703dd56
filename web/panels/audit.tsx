import '../assets/office.css';
import type { VNode } from 'preact';
import { addressOf, type Result } from '../api.ts';
import { au, auditWord } from '../i18n/audit.ts';
import { clock, t } from '../i18n/t.ts';
import { may } from '../state/session.ts';
import { adjust, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { usePages } from '../ui/pages.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { More, Total } from '../ui/total.tsx';
import { AuditDetail } from './audit-detail.tsx';
import { AuditFilters, asked } from './audit-filters.tsx';

type Entry = Result<'listAudit'>['items'][number];
const PAGE = 50;

/** 审计日志: who has done what, when and from where, the newest first. */
export function AuditPanel(): VNode {
  const { audit, entry } = state.value;
  const filter = asked(audit);
  const { pages, more } = usePages('listAudit', { ...filter, limit: PAGE });
  const { items, total } = pages.value;
  const isListed = items.some(({ id }) => id === entry);
  return (
    <div class="office scroll" role="region" aria-label={t('panel.audit')} tabIndex={0}>
      <div class="office-head">
        <h2>{t('panel.audit')}</h2>
        <a class="button" href={addressOf('listAudit', { ...filter, f: 'csv' })} download>
          {au('export')}
        </a>
      </div>
      <p class="muted">
        {au('hint')} {!may('account.manage') && au('scope')}
      </p>
      <AuditFilters key={JSON.stringify(audit)} />
      <Total pages={pages} more={more} none={au('none')} words={(n) => au('total', { n })} />
      {entry !== null && !isListed && total !== null && <Linked key={entry} id={entry} />}
      {items.length > 0 && (
        <table class="office-table audit" aria-label={au('list')}>
          <thead>
            <tr>
              <th scope="col">{au('when')}</th>
              <th scope="col">{au('actor')}</th>
              <th scope="col">{au('action')}</th>
              <th scope="col">{au('what')}</th>
              <th scope="col" class="only-wide">
                {au('where')}
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <Row key={item.id} entry={item} open={item.id === entry} />
            ))}
          </tbody>
        </table>
      )}
      <More pages={pages} more={more} label={au('more')} />
    </div>
  );
}

function Row({ entry, open }: { entry: Entry; open: boolean }): VNode {
  const { id, at, actor, action, divisions } = entry;
  const detail = `audit-${id}`;
  const toggle = (): void => adjust({ entry: open ? null : id });
  return (
    <>
      <tr data-entry={id} class={open ? 'open' : ''} onClick={toggle}>
        <th scope="row">
          <button class="text figures" aria-expanded={open} aria-controls={detail}>
            {clock(at)}
          </button>
        </th>
        <td>{auditWord('actor', actor)}</td>
        <td>{auditWord('action', action)}</td>
        <td>{recordName(entry)}</td>
        <td class="only-wide">{divisionNames(divisions)}</td>
      </tr>
      {open && (
        <tr class="detail" id={detail}>
          <td colSpan={5}>
            <AuditDetail entry={entry} />
          </td>
        </tr>
      )}
    </>
  );
}

/** A row that a link names and the filter does not show. */
function Linked({ id }: { id: number }): VNode {
  const { answer, error } = useAnswer('getAuditEntry', { id });
  if (error) return <ProblemNote error={error} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return (
    <section class="linked" aria-label={au('id')}>
      <p>
        <b class="figures">{clock(answer.at)}</b> {auditWord('actor', answer.actor)} ·{' '}
        {auditWord('action', answer.action)} · {recordName(answer)}{' '}
        <button class="text" onClick={() => adjust({ entry: null })}>
          {au('close')}
        </button>
      </p>
      <AuditDetail entry={answer} />
    </section>
  );
}

const recordName = ({ recordType, recordId }: Entry): string =>
  [auditWord('type', recordType), /^[\da-f]{8}-/.test(recordId ?? '') ? recordId!.slice(0, 8) : recordId]
    .filter(Boolean)
    .join(' ');

const SHOWN = 2;
const divisionNames = (divisions: Entry['divisions']): string =>
  divisions.length > SHOWN
    ? `${divisions
        .slice(0, SHOWN)
        .map(({ name }) => name)
        .join(', ')} … ${au('value.many', { n: divisions.length })}`
    : divisions.map(({ name }) => name).join(', ');
