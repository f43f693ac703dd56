import type { VNode } from 'preact';
import { useSignal } from '@preact/signals';
import { mp } from '../i18n/maps.ts';
import { scaleOnPaper } from '../map/paper.ts';
import { go } from '../state/state.ts';
import { lazy } from '../ui/lazy.tsx';

const ExportForm = lazy(async () => (await import('./map-export.tsx')).MapExport);

/** What leaves the page: a picture of the map, a printed sheet. */
export function MapOut(): VNode {
  const exporting = useSignal(false);
  return (
    <div class="map-out">
      <button data-do="export-map" aria-expanded={exporting.value} onClick={() => (exporting.value = !exporting.value)}>
        {mp('sheet.export')}
      </button>
      <button data-do="print-map" onClick={() => go({ paper: 'a4-landscape', scale: scaleOnPaper('a4-landscape') })}>
        {mp('sheet.print')}
      </button>
      {exporting.value && <ExportForm />}
    </div>
  );
} // prettier-ignore
