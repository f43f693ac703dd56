import type { FeatureCollection } from 'geojson';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call, isAbort } from '../api.ts';
import { im } from '../i18n/imports.ts';
import { number, t } from '../i18n/t.ts';
import { fly, mapStatus } from '../map/flight.ts';
import { showImport } from '../state/import-view.ts';
import type { Job } from '../state/imports.ts';
import { usePages, type Item } from '../ui/pages.ts';
import type { Allowed } from './import-start.tsx';
import { titleOf } from './import-table.tsx';

export interface Filter {
  severity?: 'error' | 'warning';
  check?: string;
}
const PAGE = 100;
const DRAWN = 1000; // on the map

/** Every finding that the filter lets through, with what to do about it; those with a place stand on the map too. */
export function ImportFindings({
  job,
  kind,
  filter,
}: {
  job: Job;
  kind: Allowed['kinds'][number] | undefined;
  filter: Filter;
}): VNode {
  const version = `${job.state} ${job.finishedAt}`;
  const { pages, more } = usePages('listImportFindings', { id: job.id, limit: PAGE, ...filter }, version);
  const placed = useFindingsOnMap(job.id, filter, version);
  const { items, total, next, state, error } = pages.value;
  return (
    <section aria-labelledby="findings-title">
      <h4 id="findings-title">{im('finding.title')}</h4>
      <p class="list-total" role="status">
        {state === 'failed'
          ? t('app.failed', { why: error })
          : total === null
            ? t('app.loading')
            : im('finding.shown', { shown: items.length, n: total })}{' '}
        {placed > 0 &&
          mapStatus.value === 'on' &&
          im('finding.drawn', { shown: Math.min(placed, DRAWN), n: placed })}
      </p>
      {items.length > 0 && (
        <table class="findings">
          <thead>
            <tr>
              <th scope="col">{im('finding.line')}</th>
              <th scope="col">{im('finding.value')}</th>
              <th scope="col">{im('finding.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item, index) => (
              <FindingRow key={index} item={item} job={job.id} kind={kind} />
            ))}
          </tbody>
        </table>
      )}
      {(next ?? state === 'failed') && (
        <p class="actions">
          <button onClick={more} disabled={state === 'loading'}>
            {state === 'failed' ? t('app.retry') : im('finding.more', { n: PAGE })}
          </button>
        </p>
      )}
    </section>
  );
}

function FindingRow({
  item,
  job,
  kind,
}: {
  item: Item<'listImportFindings'>;
  job: number;
  kind: Allowed['kinds'][number] | undefined;
}): VNode {
  const { severity, line, field, value, reason, remedy, point, areaM2 } = item;
  const at = line === null ? im('finding.file') : number(line);
  const show = (): void => {
    const to = point as [number, number];
    showImport(job, { mark: to });
    fly({ point: to });
  };
  return (
    <tr class={severity} data-check={item.check}>
      <th scope="row">
        <span class={`severity ${severity}`}>{t(`map.finding.${severity}`)}</span>
        {point && mapStatus.value === 'on' ? (
          <button class="text" aria-label={im('finding.show', { n: at })} onClick={show}>
            {at}
          </button>
        ) : (
          <span>{at}</span>
        )}
      </th>
      <td>
        <b>{field === null ? '—' : titleOf(kind?.fields ?? [], field)}</b>
        <span class="value">{value ?? '—'}</span>
      </td>
      <td>
        {reason}
        {areaM2 !== null && <small> {im('finding.area', { n: areaM2 })}</small>}
        <span class="remedy">{remedy}</span>
      </td>
    </tr>
  );
}

/** @returns how many have a place; the first of them are drawn */
function useFindingsOnMap(id: number, filter: Filter, version: string): number {
  const [placed, setPlaced] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    call('listImportFindings', { id, limit: DRAWN, f: 'geojson', ...filter }, controller.signal).then(
      (answer) => {
        const { numberMatched, ...findings } = answer as unknown as FeatureCollection & {
          numberMatched: number;
        };
        showImport(id, { findings });
        setPlaced(numberMatched);
      },
      (error: unknown) => {
        if (!isAbort(error)) showImport(id, { findings: null });
      },
    );
    return () => {
      controller.abort();
      showImport(id, { findings: null, mark: null });
    };
  }, [id, filter, version]);
  return placed;
}
