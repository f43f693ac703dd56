import type { VNode } from 'preact';
import { t, word } from '../i18n/t.ts';
import { visit } from '../state/record.ts';

export const Sample = (): VNode => (
  <span class="sample" title={t('app.sampleHint')}>
    {t('app.sample')}
  </span>
);

export interface Name {
  text: string;
  kind: string;
  note?: string | null;
}

/** The names of a record in all scripts; Mongolian stands upright, its columns running from left to right. */
export function Names({
  roman,
  mongolian,
  others = [],
}: {
  roman: string | null;
  mongolian: string | null;
  others?: Name[];
}): VNode {
  return (
    <section class="names" aria-label={t('names.title')}>
      <div class="mongolian">
        {mongolian ? (
          <span lang="mn-Mong" class="vertical" data-name="mongolian">
            {mongolian}
          </span>
        ) : (
          <span class="missing">{t('names.noMongolian')}</span>
        )}
      </div>
      <dl>
        <dt>{t('names.roman')}</dt>
        <dd lang="mn-Latn" data-name="roman">
          {roman ?? t('app.unknown')}
        </dd>
        {others.map(({ text, kind, note }) => (
          <>
            <dt>{word('name', kind)}</dt>
            <dd>
              {text}
              {note && <small> {note}</small>}
            </dd>
          </>
        ))}
      </dl>
    </section>
  );
}

/** The divisions that contain a record, each a link. */
export const Path = ({ path }: { path: { code: string; name: string }[] }): VNode => (
  <span class="path">
    {path.map((step, index) => (
      <span key={step.code}>
        {index > 0 && <span aria-hidden="true"> › </span>}
        <button class="text" onClick={() => visit({ type: 'division', id: step.code })}>
          {step.name}
        </button>
      </span>
    ))}
  </span>
);
