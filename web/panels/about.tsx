import type { VNode } from 'preact';
import { day, t } from '../i18n/t.ts';
import { sources, status } from '../state/startup.ts';
import { Sample } from '../ui/names.tsx';

/** Where the data is from, what is loaded, and the keys. */
export function AboutPanel(): VNode {
  const now = status.value;
  return (
    <div class="about scroll" role="region" aria-label={t('panel.about')} tabIndex={0}>
      <p class="note">{t('map.note')}</p>
      {now?.notice && <p class="note">{now.notice}</p>}
      <p>{now?.mapReview ? t('map.review', { n: now.mapReview }) : t('map.noReview')}</p>
      <h3>{t('about.sources')}</h3>
      <ul class="plain sources">
        {[...sources.value.values()].map((item) => (
          <li key={item.id}>
            <b>{item.title}</b> {item.sample && <Sample />}
            <span class="muted">
              {[item.publisher, item.licence, item.dataDate && `${t('about.date')} ${item.dataDate}`]
                .filter(Boolean)
                .join(' · ')}
            </span>
            {item.attribution && <span class="muted">{item.attribution}</span>}
          </li>
        ))}
      </ul>
      <h3>{t('about.datasets')}</h3>
      <table class="figures-table">
        <tbody>
          {now?.datasets.map((item) => (
            <tr key={item.id}>
              <th scope="row">{item.id}</th>
              <td>{t('about.rows', { n: item.rows })}</td>
              <td>{day(item.updatedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{t('about.keys')}</h3>
      <ul class="plain">
        <li>{t('about.key.search')}</li>
        <li>{t('about.key.map')}</li>
      </ul>
      <p class="muted">
        {now &&
          `${now.product} ${now.version} · ${now.packs.map((pack) => `${pack.title} ${pack.version}`).join(', ')}`}
      </p>
    </div>
  );
}
