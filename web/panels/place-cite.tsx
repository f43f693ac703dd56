import type { VNode } from 'preact';
import type { Result } from '../api.ts';
import { pl } from '../i18n/places.ts';
import { day } from '../i18n/t.ts';
import { sources } from '../state/startup.ts';
import { announce, state } from '../state/state.ts';

type Detail = Result<'getPlace'>;

/** The address of the record, whatever else the page shows. */
const linkOf = (id: number, asOf: string | null): string =>
  `${location.origin}${location.pathname}#/places?sel=place:${id}${asOf ? `&asof=${asOf}` : ''}`;

const copy = (text: string): void => {
  void navigator.clipboard?.writeText(text).then(() => announce(pl('record.copied')));
};

/** 引用此地名: name, code, division, source, day of the data, link. */
export function Cite({ data }: { data: Detail }): VNode {
  const { asOf } = state.value;
  const link = linkOf(data.id, asOf);
  const text = citation(data, asOf, link);
  return (
    <section class="cite">
      <p class="actions">
        <button data-do="link" onClick={() => copy(link)}>
          {pl('record.link')}
        </button>
      </p>
      <details>
        <summary>{pl('record.cite')}</summary>
        <blockquote data-cite>{text}</blockquote>
        <p class="actions">
          <button data-do="cite" onClick={() => copy(text)}>
            {pl('record.copyCite')}
          </button>
        </p>
      </details>
    </section>
  );
}

function citation(data: Detail, asOf: string | null, link: string): string {
  const source = sources.value.get(data.source);
  const then = data.asOf?.at === asOf ? data.asOf?.standard : null;
  const name = then ? `${then.text} [${pl('cite.asOf', { day: asOf! })}; ${data.name}]` : data.name;
  const from = [source?.publisher, source?.title ?? data.source].filter(Boolean).join(', ');
  return [
    [name, data.roman, data.mongolian].filter(Boolean).join(' / ') + (data.sample ? ` ${pl('cite.sample')}` : ''), // prettier-ignore
    data.path.map((step) => step.name).join(' › '),
    [
      data.placeCode && pl('cite.code', { code: data.placeCode }),
      pl('cite.division', { code: data.denotes ?? data.division }),
      pl('cite.class', { code: data.class.code, name: data.class.name }),
    ]
      .filter(Boolean)
      .join(', '),
    [
      pl('cite.source', { source: from }),
      source?.licence,
      pl('cite.dated', { day: source?.dataDate ?? day(data.updatedAt) }),
    ]
      .filter(Boolean)
      .join(', '),
    `${link} (${pl('cite.read', { day: new Date().toISOString().slice(0, 10) })})`,
  ]
    .filter(Boolean)
    .join('. ');
}
