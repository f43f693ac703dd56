import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { mk } from '../i18n/markers.ts';
import { number } from '../i18n/t.ts';

/** A position as it was read off: what the API calls `measured` and, of a new marker, `registered`. */
export interface Measured {
  x: number | null;
  y: number | null;
  crs: number | null;
  point: [number, number] | null;
  height: number | null;
  accuracyM: number | null;
  method: string | null;
}

type Way = 'none' | 'device' | 'grid';

/** Zones of the region (domain.md 8.1): with the number in the easting, without it, and the legacy systems. */
const ZONES = Array.from({ length: 11 }, (_, at) => 32 + at);
const SYSTEMS: readonly [label: string, epsg: (zone: number) => number][] = [
  ['CGCS2000 3° 带 (含带号)', (zone) => 4488 + zone],
  ['CGCS2000 3° 带 (6 位横坐标)', (zone) => 4509 + zone],
  ['1980 西安 3° 带 (含带号)', (zone) => 2324 + zone],
  ['1980 西安 3° 带 (6 位横坐标)', (zone) => 2345 + zone],
  ['1954 北京 3° 带 (含带号)', (zone) => 2376 + zone],
  ['1954 北京 3° 带 (6 位横坐标)', (zone) => 2397 + zone],
];

const numberOf = (text: string): number | null => (text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text)); // prettier-ignore

/** None, the device's own position with its accuracy, or a pair of a survey. @param change told whenever it changes; null: none */
export function PositionInput({ change, ways = ['none', 'device', 'grid'] }: { change: (measured: Measured | null) => void; ways?: readonly Way[] }): VNode {
  const [way, setWay] = useState<Way>(ways[0]!);
  const [found, setFound] = useState<Measured | null>(null);
  const [told, setTold] = useState('');
  const [typed, setTyped] = useState({ x: '', y: '', crs: '4490', height: '', accuracy: '', method: '' });
  const choose = (next: Way): void => {
    setWay(next);
    change(next === 'none' ? null : next === 'device' ? found : measuredOf(typed));
  };
  const type = (more: Partial<typeof typed>): void => {
    const next = { ...typed, ...more };
    setTyped(next);
    change(measuredOf(next));
  };
  const locate = (): void => {
    setTold(mk('form.locating'));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const point: [number, number] = [coords.longitude, coords.latitude];
        const measured = { x: null, y: null, crs: null, point, height: coords.altitude, accuracyM: Math.round(coords.accuracy * 10) / 10, method: '设备定位' };
        setFound(measured);
        setTold(mk('form.located', { lon: point[0].toFixed(6), lat: point[1].toFixed(6), m: number(coords.accuracy, 1) }));
        change(measured);
      },
      (error) => setTold(mk('form.noLocation', { why: error.message })),
      { enableHighAccuracy: true, timeout: 30_000, maximumAge: 0 },
    );
  };
  const labels: Record<Way, string> = { none: mk('form.positionNone'), device: mk('form.positionDevice'), grid: mk('form.positionGrid') };
  return (
    <fieldset class="question">
      <legend>{mk('form.position')}</legend>
      <div class="choices">
        {ways.map((one) => (
          <label key={one} class={one === way ? 'on' : ''}>
            <input type="radio" name="position-way" value={one} checked={one === way} onChange={() => choose(one)} />
            {labels[one]}
          </label>
        ))}
      </div>
      {way === 'device' && (
        <p class="actions">
          <button type="button" data-do="locate" onClick={locate}>{mk('form.locate')}</button>
          <span role="status">{told}</span>
        </p>
      )}
      {way === 'grid' && (
        <div class="pairs">
          <label class="wide">
            <span>{mk('form.crs')}</span>
            <select data-input="crs" onChange={(event) => type({ crs: event.currentTarget.value })}>
              <option value="4490">{mk('crs.4490')}</option>
              {SYSTEMS.map(([label, epsg]) => (
                <optgroup key={label} label={label}>
                  {ZONES.map((zone) => (
                    <option key={zone} value={String(epsg(zone))}>
                      {label}, {zone} 带 (中央经线 {zone * 3}°)
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
          </label>
          <Typed id="x" label={mk('form.x')} value={typed.x} set={(x) => type({ x })} />
          <Typed id="y" label={mk('form.y')} value={typed.y} set={(y) => type({ y })} />
          <Typed id="height" label={mk('form.height')} value={typed.height} set={(height) => type({ height })} />
          <Typed id="accuracy" label={mk('form.accuracy')} value={typed.accuracy} set={(accuracy) => type({ accuracy })} />
          <label class="wide">
            <span>{mk('form.method')}</span>
            <input data-input="method" maxLength={60} value={typed.method} onInput={(event) => type({ method: event.currentTarget.value })} />
          </label>
        </div>
      )}
    </fieldset>
  );
} // prettier-ignore

const Typed = ({ id, label, value, set }: { id: string; label: string; value: string; set: (text: string) => void }): VNode => (
  <label>
    <span>{label}</span>
    <input data-input={id} inputMode="decimal" value={value} onInput={(event) => set(event.currentTarget.value)} />
  </label>
); // prettier-ignore

const measuredOf = ({ x, y, crs, height, accuracy, method }: Record<'x' | 'y' | 'crs' | 'height' | 'accuracy' | 'method', string>): Measured | null =>
  x.trim() === '' && y.trim() === ''
    ? null
    : { x: numberOf(x), y: numberOf(y), crs: Number(crs), point: null, height: numberOf(height), accuracyM: numberOf(accuracy), method: method.trim() || null }; // prettier-ignore
