import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
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
      <button data-do="export-map" onClick={() => (exporting.value = true)}>
        {mp('sheet.export')}
      </button>
      <button
        data-do="print-map"
        onClick={() => go({ paper: 'a4-landscape', scale: scaleOnPaper('a4-landscape') })}
      >
        {mp('sheet.print')}
      </button>
      {exporting.value && <ExportDialog close={() => (exporting.value = false)} />}
    </div>
  );
}

/** The browser keeps the focus inside, closes it with Esc and gives the focus back. */
function ExportDialog({ close }: { close: () => void }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog class="confirm" ref={dialog} aria-label={mp('sheet.export')} onClose={close}>
      <h2>{mp('sheet.export')}</h2>
      <ExportForm />
      <p class="actions">
        <button onClick={() => dialog.current!.close()}>{mp('sheet.close')}</button>
      </p>
    </dialog>
  );
}
