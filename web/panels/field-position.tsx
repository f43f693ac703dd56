import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FieldMarker } from '../../server/api/field.ts';
import { bearing, distanceM, type Fix } from '../field/mean.ts';
import { watchPosition } from '../field/position.ts';
import { out, fieldWord } from '../i18n/field.ts';

export interface MeasuredHere {
  point: [number, number];
  accuracyM: number;
  method: string;
}

const digits = 7; // of a degree: 1 cm
const rounded = (value: number): number => Number(value.toFixed(digits));
const metres = (m: number): string => (m < 10 ? m.toFixed(1) : String(Math.round(m)));

/** The position of the device, averaged while one waits, and how far it is from the registered one. */
export function Position({ marker, used, use }: { marker: FieldMarker; used: MeasuredHere | null; use: (measured: MeasuredHere | null) => void }): VNode {
  const [fix, setFix] = useState<Fix | null>(null);
  const [problem, setProblem] = useState<GeolocationPositionError | null>(null);
  const [watching, setWatching] = useState(false);
  const end = useRef<(() => void) | null>(null);
  const stop = (): void => {
    end.current?.();
    end.current = null;
    setWatching(false);
  };
  useEffect(() => stop, []);
  const start = (): void => {
    setFix(null);
    setProblem(null);
    setWatching(true);
    end.current = watchPosition((found) => {
      if ('point' in found) setFix(found);
      else setProblem(found);
    });
  };
  const shown = fix?.point ?? used?.point;
  if (!('geolocation' in navigator)) return <p class="note">{out('position.none')}</p>;
  return (
    <section class="field-position" aria-labelledby="field-position">
      <h3 id="field-position">{out('position.title')}</h3>
      <p aria-live="polite">
        {watching && !fix && !problem && out('position.waiting')}
        {fix && <b data-samples={fix.samples}>{out('position.accuracy', { m: metres(fix.accuracyM), n: fix.samples })}</b>}
        {!fix && used && out('position.used', { lat: used.point[1].toFixed(6), lon: used.point[0].toFixed(6), m: metres(used.accuracyM) })}
      </p>
      {shown && <Distance from={shown} marker={marker} />}
      {problem && !fix && (
        <p class="note problem" role="alert">
          {problem.code === problem.PERMISSION_DENIED ? out('position.refused') : out('position.failed', { why: problem.message })}
        </p>
      )}
      <p class="field-actions">
        {watching ? (
          <>
            <button
              type="button"
              class="primary"
              data-field="use"
              disabled={!fix}
              onClick={() => {
                use({ point: [rounded(fix!.point[0]), rounded(fix!.point[1])], accuracyM: Math.round(fix!.accuracyM * 10) / 10, method: out('position.method', { n: fix!.samples }) });
                stop();
                setFix(null);
              }}
            >
              {out('position.use')}
            </button>
            <button type="button" onClick={stop}>
              {out('position.stop')}
            </button>
          </>
        ) : (
          <button type="button" data-field="locate" onClick={start}>
            {out(used ? 'position.again' : 'position.start')}
          </button>
        )}
      </p>
    </section>
  );
} // prettier-ignore

function Distance({ from, marker }: { from: [number, number]; marker: FieldMarker }): VNode {
  if (marker.point === null) return <p class="muted">{out('registered.unknown')}</p>;
  const sector = Math.round(bearing(from, marker.point) / 45) % 8;
  return (
    <p data-distance={distanceM(from, marker.point).toFixed(1)}>
      {out('position.distance', {
        m: metres(distanceM(from, marker.point)),
        to: fieldWord('to', String(sector)),
      })}
      {marker.transformStatus === 'approximate' && <small> {out('registered.approximate')}</small>}
    </p>
  );
}
