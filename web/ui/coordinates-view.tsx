import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t, word } from '../i18n/t.ts';
import { announce } from '../state/state.ts';
import { decimal, dms, gauss, type Gauss } from './coordinates.ts';
import { Field } from './fields.tsx';

export function Coordinates({
  point,
  position,
}: {
  point: [number, number] | null;
  position?: string;
}): VNode {
  const [grid, setGrid] = useState<Gauss | null>(null);
  const [lon, lat] = point ?? [];
  useEffect(() => {
    let left = false;
    setGrid(null);
    if (lon !== undefined && lat !== undefined)
      void gauss([lon, lat]).then((found) => left || setGrid(found));
    return () => {
      left = true;
    };
  }, [lon, lat]);
  return (
    <section class="coordinates">
      <h3>
        {t('coords.title')}
        {position && <small class={`position ${position}`}>{word('position', position)}</small>}
      </h3>
      {point ? (
        <dl class="fields">
          <Field label={t('coords.decimal')}>
            <Copy text={decimal(point)} form="decimal" />
          </Field>
          <Field label={t('coords.dms')}>
            <Copy text={dms(point)} form="dms" />
          </Field>
          <Field label={t('coords.gauss')}>
            {grid ? (
              <>
                <Copy text={`X ${grid.x.toFixed(2)} m, Y ${grid.y.toFixed(2)} m`} form="gauss" />
                <small>
                  {t('coords.zone', {
                    zone: String(grid.zone),
                    cm: String(grid.meridian),
                    epsg: String(grid.epsg),
                  })}
                </small>
              </>
            ) : (
              '…'
            )}
          </Field>
        </dl>
      ) : (
        <p class="muted">{t('coords.none')}</p>
      )}
    </section>
  );
}

const Copy = ({ text, form }: { text: string; form: string }): VNode => (
  <span class="copy">
    <span class="figures" data-coords={form}>
      {text}
    </span>
    <button
      class="text"
      aria-label={`${t('coords.copy')}: ${text}`}
      onClick={() => void navigator.clipboard?.writeText(text).then(() => announce(t('coords.copied')))}
    >
      {t('coords.copy')}
    </button>
  </span>
);
