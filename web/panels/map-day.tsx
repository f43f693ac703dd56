import type { VNode } from 'preact';
import { mp } from '../i18n/maps.ts';
import { t } from '../i18n/t.ts';
import { dayNotes, missingNotes } from '../map/map-day.ts';
import { shownSets } from '../map/tilesets.ts';
import { adjust, coverageKind, layers, mapDay } from '../state/state.ts';

/** The day that the map shows, and what of it is of that day. */
export function MapDay(): VNode | null {
  if (coverageKind.value !== null) return null;
  const day = mapDay.value;
  return (
    <section class="map-day" data-day={day ?? ''}>
      <label>
        <span>{mp('day.title')}</span>
        <input
          type="date"
          name="map-day"
          min="1949-10-01"
          value={day ?? ''}
          onChange={(event) => adjust({ at: event.currentTarget.value || null })}
        />
      </label>
      {day === null ? (
        <small>{t('clock.today')}</small>
      ) : (
        <>
          <Today />
          <ul class="plain legend-note" role="status">
            {dayNotes({ day, layers: layers.value, tileSets: shownSets.value }).map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const Today = (): VNode => (
  <button class="text" onClick={() => adjust({ at: null })}>
    {t('clock.today')}
  </button>
);

/** The day over the map, while the card that says it is folded. */
export function MapDayLine(): VNode | null {
  const day = mapDay.value;
  if (day === null) return null;
  const missing = missingNotes({ day, layers: layers.value, tileSets: shownSets.value });
  return (
    <div class="map-note day-line" role="status" data-day={day}>
      {[mp('day.line', { day }), ...missing].join('; ')} <Today />
    </div>
  );
}
