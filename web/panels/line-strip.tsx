import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Result } from '../api.ts';
import { theme } from '../state/state.ts';
import { signUrl } from '../ui/sign.tsx';

export type Profile = Result<'getLineProfile'>;

const least = 360; // px
const most = 8000;
const perMarker = 16; // px, so that signs do not cover each other where markers are even
const margin = 12;
const height = 74;
const bar = { y: 40, height: 10 };

/** The line as a strip: segments, gaps hatched, markers with the signs of the map, findings and disputes above, meeting points below. */
export function LineStrip({ profile, at, choose }: { profile: Profile; at: number; choose: (index: number) => void }): VNode {
  const { lengthKm, markers, segments, parts, gaps, findings, disputes, meetingPoints } = profile;
  const width = Math.min(most, Math.max(least, markers.length * perMarker));
  const x = (km: number): number => margin + (km / Math.max(lengthKm, 0.001)) * (width - 2 * margin);
  const box = useRef<SVGSVGElement>(null);
  const current = markers[at];
  useEffect(() => {
    const scroller = box.current?.parentElement;
    if (scroller && current) scroller.scrollLeft = x(current.km) - scroller.clientWidth / 2;
  }, [at, width]);
  const colours = theme.value; // signs are drawn anew
  return (
    <svg ref={box} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      <defs>
        <pattern id="gap-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="6" class="strip-hatch" />
        </pattern>
      </defs>
      {segments.map(({ pair, fromKm, toKm }, index) => (
        <rect key={`${pair} ${fromKm}`} class={`strip-segment ${index % 2 === 0 ? 'even' : 'odd'}`} x={x(fromKm)} y={bar.y} width={x(toKm) - x(fromKm)} height={bar.height} />
      ))}
      {gaps.map(({ fromKm, toKm }) => (
        <rect key={fromKm} class="strip-gap" data-gap={fromKm} x={x(fromKm)} y={bar.y - 4} width={x(toKm) - x(fromKm)} height={bar.height + 8} fill="url(#gap-hatch)" />
      ))}
      {parts.slice(1).map(({ fromKm }) => (
        <path key={fromKm} class="strip-break" d={`M${x(fromKm) - 3} ${bar.y - 6}l3 22m1 -22l3 22`} />
      ))}
      {meetingPoints.map(({ code, km }) => (
        <path key={code} class="strip-meeting" d={`M${x(km)} ${bar.y + bar.height + 2}l5 9h-10z`} />
      ))}
      {findings.flatMap(({ id, km, severity }) => (km === null ? [] : [<path key={`f${id}`} class={`strip-finding ${severity}`} d={`M${x(km) - 5} 4h10l-5 9z`} />]))}
      {disputes.flatMap(({ id, km }) => (km === null ? [] : [<rect key={`d${id}`} class="strip-dispute" x={x(km) - 4} y={4} width="8" height="8" />]))}
      {markers.map(({ id, km, condition }, index) => (
        <image key={id} class="strip-marker" data-marker={id} data-condition={condition} href={signUrl(`marker|${condition}|${colours}`)} x={x(km) - 9} y={bar.y - 4} width="18" height="18" onClick={() => choose(index)} />
      ))}
      {current && <rect class="strip-current" x={x(current.km) - 11} y={bar.y - 8} width="22" height="26" rx="5" />}
    </svg>
  );
} // prettier-ignore
