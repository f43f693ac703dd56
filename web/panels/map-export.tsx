import '../assets/map-sheet.css';
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { mp } from '../i18n/maps.ts';
import { t } from '../i18n/t.ts';
import { bearing, bounds, centre, mapStatus, settledZoom } from '../map/flight.ts';
import { metresPerPixel } from '../map/scale.ts';
import { fileName, sheetLegend, sheetLines, sheetScene, sheetTitle } from '../map/sheet.ts';
import { isOfDay } from '../map/tilesets.ts';
import { announce } from '../state/state.ts';

const RATIOS = [1, 2, 3, 4];

/** A picture of what the map shows, as large as on the screen times the sharpness. */
export function MapExport(): VNode {
  const title = useSignal(sheetTitle());
  const ratio = useSignal(2);
  const said = useSignal<{ text: string; isProblem: boolean } | null>(null);
  const busy = useSignal(false);
  const { width, height } = screenFrame();
  const save = async (): Promise<void> => {
    busy.value = true;
    said.value = null;
    try {
      const name = await savePicture(title.value.trim() || sheetTitle(), ratio.value);
      said.value = { text: mp('sheet.saved', { name }), isProblem: false };
    } catch (error) {
      said.value = { text: error instanceof Error ? error.message : String(error), isProblem: true };
    }
    announce(said.value.text);
    busy.value = false;
  };
  if (mapStatus.value === 'unavailable') return <p class="note problem">{mp('sheet.noWebgl')}</p>;
  return (
    <form
      class="map-export"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label>
        {mp('sheet.title')}
        <input name="title" maxLength={80} value={title.value} onInput={(event) => (title.value = event.currentTarget.value)} />
      </label>
      <fieldset>
        <legend>{mp('sheet.ratio')}</legend>
        {RATIOS.map((times) => (
          <label key={times}>
            <input type="radio" name="ratio" value={times} checked={times === ratio.value} onChange={() => (ratio.value = times)} />
            {mp('sheet.times', { n: times })}
          </label>
        ))}
        <small class="figures">{mp('sheet.pixels', { w: String(width * ratio.value), h: String(height * ratio.value) })}</small>
      </fieldset>
      <button class="primary" data-do="save-picture" disabled={busy.value || !isOfDay.value}>
        {busy.value ? mp('sheet.drawing') : isOfDay.value ? mp('sheet.save') : t('app.loading')}
      </button>
      {said.value && (
        <p class={said.value.isProblem ? 'note problem' : 'muted'} role={said.value.isProblem ? 'alert' : undefined}>
          {said.value.text}
        </p>
      )}
    </form>
  );
} // prettier-ignore

const screenFrame = (): { width: number; height: number } => {
  const canvas = document.querySelector('.map > .canvas');
  return { width: canvas?.clientWidth ?? 0, height: canvas?.clientHeight ?? 0 };
};

/** @returns the name of the file  @throws SheetError */
async function savePicture(title: string, ratio: number): Promise<string> {
  const [{ drawMap }, { buildStyle }, { makePicture }] = await Promise.all([import('../map/sheet-map.ts'), import('../map/style.ts'), import('../map/picture.ts')]); // prettier-ignore
  const zoom = settledZoom.peek();
  const [lon, lat] = centre.peek()!;
  const frame = { ...screenFrame(), ratio, centre: [lon, lat] as [number, number], zoom, bearing: bearing.peek() }; // prettier-ignore
  const scene = sheetScene({ box: bounds.peek()!, isNamed: true });
  const { canvas, present } = await drawMap(buildStyle(scene), frame);
  const blob = await makePicture({
    ...frame,
    map: canvas,
    title,
    legend: sheetLegend(scene, zoom, present),
    lines: sheetLines(scene),
    metresPerPixel: metresPerPixel(lat, zoom),
  });
  const name = fileName(title, ratio === 1 ? '.png' : ` ${ratio}x.png`);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return name;
}
