import '../assets/map-sheet.css';
import { useComputed, useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { mapFonts } from '../assets/fonts.ts';
import { mp } from '../i18n/maps.ts';
import { number, t } from '../i18n/t.ts';
import { bearing, bounds, centre, mapStatus } from '../map/flight.ts';
import { scaleOnPaper, SHEETS } from '../map/paper.ts';
import { lengthText } from '../map/picture.ts';
import { barOf, metresPerPixel, MM_PER_PX, SCALES, zoomOfScale } from '../map/scale.ts';
import {
  scaleText,
  sheetLegend,
  sheetLines,
  sheetScene,
  sheetTitle,
  type LegendGroup,
} from '../map/sheet.ts';
import type { Corner, DrawnMap, Frame, Tick } from '../map/sheet-map.ts';
import { isOfDay, shownSets } from '../map/tilesets.ts';
import { adjust, go, mapDay, state } from '../state/state.ts';
import { PAPERS, type Paper } from '../state/url.ts';
import { LegendMark } from '../ui/legend-item.tsx';

const DPI = 300;
const MARGIN_MM = 6; // round the frame, for the coordinates

interface Drawn extends DrawnMap {
  url: string;
  dpi: number;
  legend: LegendGroup[];
  lines: string[];
  frame: Frame;
  scale: number;
}

/** A sheet of paper with the map as it is on the screen, at a true scale. */
export function MapSheet(): VNode {
  const paper = state.value.paper!;
  const scale = state.value.scale ?? scaleOnPaper(paper);
  const title = useSignal(sheetTitle());
  const drawn = useSignal<Drawn | null>(null);
  const problem = useSignal<string | null>(null);
  const canDraw = useComputed(() => mapStatus.value === 'on' && bounds.value !== null && Object.keys(shownSets.value).length > 0 && isOfDay.value); // prettier-ignore
  const view = state.value.view;
  const versions = Object.values(shownSets.value).map(({ version, history }) => `${version} ${history?.dated}`).join(); // prettier-ignore
  const question = `${paper} ${scale} ${canDraw.value} ${view?.lat} ${view?.lon} ${bearing.value} ${state.value.base} ${state.value.layers.join()} ${state.value.panel} ${state.value.lang} ${mapDay.value} ${versions}`; // prettier-ignore
  useEffect(() => {
    drawn.value = null;
    problem.value = null;
    if (!canDraw.value) return;
    let isOver = false;
    void drawSheet(paper, scale).then(
      (found) => {
        if (!isOver) drawn.value = found;
        else URL.revokeObjectURL(found.url);
      },
      (error: unknown) => {
        if (!isOver) problem.value = error instanceof Error ? error.message : String(error);
      },
    );
    return () => {
      isOver = true;
      if (drawn.peek() !== null) URL.revokeObjectURL(drawn.peek()!.url);
    };
  }, [question]);
  return (
    <div class="map-print scroll" role="region" aria-label={mp('sheet.print')} tabIndex={0}>
      <Settings paper={paper} scale={scale} title={title} ready={drawn.value !== null} />
      {mapStatus.value === 'unavailable' && <p class="note problem" role="alert">{mp('sheet.noWebgl')}</p>}
      {problem.value !== null && <p class="note problem" role="alert">{problem.value}</p>}
      {drawn.value !== null && drawn.value.dpi < DPI && <p class="note no-print">{mp('sheet.dpi', { n: Math.floor(drawn.value.dpi) })}</p>}
      {mapStatus.value !== 'unavailable' && problem.value === null && drawn.value === null && <p class="list-total" aria-busy="true">{mp('sheet.drawing')}</p>}
      {drawn.value !== null && <Sheet paper={paper} title={title.value} drawn={drawn.value} />}
    </div>
  );
} // prettier-ignore

function Settings({ paper, scale, title, ready }: { paper: Paper; scale: number; title: { value: string }; ready: boolean }): VNode {
  const scales = SCALES.includes(scale) ? SCALES : [...SCALES, scale].sort((a, b) => a - b);
  return (
    <div class="actions no-print map-print-settings">
      <button onClick={() => go({ paper: null, scale: null })}>← {mp('sheet.back')}</button>
      <label>
        {mp('sheet.title')}
        <input name="title" maxLength={80} value={title.value} onInput={(event) => (title.value = event.currentTarget.value)} />
      </label>
      <label>
        {mp('sheet.paper')}
        <select name="paper" onChange={(event) => adjust({ paper: event.currentTarget.value as Paper })}>
          {PAPERS.map((id) => <option key={id} value={id} selected={id === paper}>{mp(`sheet.${id}`)}</option>)}
        </select>
      </label>
      <label>
        {mp('sheet.scale')}
        <select name="scale" onChange={(event) => adjust({ scale: Number(event.currentTarget.value) })}>
          {scales.map((one) => <option key={one} value={one} selected={one === scale}>1:{number(one)}</option>)}
        </select>
      </label>
      <button class="primary" data-do="print" disabled={!ready} onClick={() => window.print()}>{mp('sheet.doPrint')}</button>
      <small>{mp('sheet.scaleHint')}</small>
    </div>
  );
} // prettier-ignore

/** The map at 300 dots an inch, or what the graphics card can do. @throws SheetError */
async function drawSheet(paper: Paper, scale: number): Promise<Drawn> {
  const [{ drawMap, mostPixels }, { buildStyle }] = await Promise.all([import('../map/sheet-map.ts'), import('../map/style.ts'), mapFonts()]); // prettier-ignore
  const { frame: mm } = SHEETS[paper];
  const size = { width: mm.width / MM_PER_PX, height: mm.height / MM_PER_PX };
  const view = state.peek().view;
  const at: [number, number] = view ? [view.lon, view.lat] : centre.peek()!;
  const zoom = zoomOfScale(at[1], scale);
  const most = mostPixels();
  const ratio = Math.min(DPI / 96, most === null ? Infinity : most / Math.max(size.width, size.height));
  const frame: Frame = { ...size, ratio, centre: at, zoom, bearing: bearing.peek() };
  const scene = sheetScene({ box: boxOf(frame), isNamed: false });
  const found = await drawMap(buildStyle(scene), frame);
  const blob = await new Promise<Blob | null>((resolve) => found.canvas.toBlob(resolve, 'image/png'));
  return {
    ...found,
    url: blob === null ? found.canvas.toDataURL() : URL.createObjectURL(blob),
    dpi: Math.round(ratio * 96),
    legend: sheetLegend(scene, zoom, found.present),
    lines: sheetLines(scene),
    frame,
    scale,
  };
}

/** What the frame can show, a little more than it does. */
function boxOf({ width, height, centre: [lon, lat], zoom }: Frame): [number, number, number, number] {
  const reach = ((Math.hypot(width, height) / 2) * 360) / (512 * 2 ** zoom);
  return [lon - reach, Math.max(-85, lat - reach), lon + reach, Math.min(85, lat + reach)];
}

function Sheet({ paper, title, drawn }: { paper: Paper; title: string; drawn: Drawn }): VNode {
  const { width, height, frame: mm } = SHEETS[paper];
  const { lat, zoom } = { lat: drawn.frame.centre[1], zoom: drawn.frame.zoom };
  const wrap = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const fit = (): void => {
      const room = wrap.current?.clientWidth ?? 0;
      if (room > 0) wrap.current!.style.setProperty('--fit', String(Math.min(1, room / (width / MM_PER_PX))));
    };
    fit();
    const follow = new ResizeObserver(fit);
    follow.observe(wrap.current!);
    return () => follow.disconnect();
  }, [paper]);
  return (
    <div class="map-sheet-fit" ref={wrap}>
      <article class={`map-sheet ${paper}`} style={{ width: `${width}mm`, height: `${height}mm`, '--page': `${height}mm` }} data-sheet="map">
        <h2>{title}</h2>
        <div class="map-frame" style={{ width: `${mm.width}mm`, height: `${mm.height}mm` }}>
          <img src={drawn.url} alt={title} />
          <NorthArrow bearing={drawn.frame.bearing} />
          <Edges mm={mm} ticks={drawn.ticks} corners={drawn.corners} />
        </div>
        <section class="map-legend">
          <h3>{mp('legend.title')}</h3>
          {drawn.legend.map(({ title: name, items }) => (
            <ul key={name} class="plain">
              <li class="legend-head">{name}</li>
              {items.map((item) => (
                <li key={item.text}>
                  <LegendMark mark={item.mark} as="light" />
                  {item.text}
                </li>
              ))}
            </ul>
          ))}
        </section>
        <footer>
          <div class="map-scale">
            <ScaleBar perPixel={metresPerPixel(lat, zoom)} />
            <b>{scaleText(drawn.scale, { zoom, south: drawn.south, north: drawn.north })}</b>
          </div>
          {drawn.lines.map((line) => <p key={line}>{line}</p>)}
        </footer>
      </article>
    </div>
  );
} // prettier-ignore

function NorthArrow({ bearing }: { bearing: number }): VNode {
  return (
    <svg class="north-arrow" viewBox="-14 -30 28 60" role="img" aria-label={t('map.north')}>
      <g transform={`rotate(${-bearing})`} data-bearing={bearing}>
        <path d="M0 -26L9 10L0 4L-9 10Z" fill="#fff" stroke="#26323a" stroke-width="1.2" />
        <path d="M0 -26L9 10L0 4Z" fill="#26323a" />
        <text y="25" text-anchor="middle">{mp('sheet.north')}</text>
      </g>
    </svg>
  );
} // prettier-ignore

/** A bar of at most 45 mm, in two halves. */
function ScaleBar({ perPixel }: { perPixel: number }): VNode {
  const { metres, px } = barOf(perPixel, 45 / MM_PER_PX);
  const mm = px * MM_PER_PX;
  return (
    <svg class="scale-bar" style={{ width: `${mm + 14}mm`, height: '6mm' }} viewBox={`-2 0 ${mm + 14} 6`} data-metres={metres} data-mm={mm}>
      <rect x={0} y={3.6} width={mm / 2} height={1.4} fill="#26323a" />
      <rect x={0} y={3.6} width={mm} height={1.4} fill="none" stroke="#26323a" stroke-width={0.25} />
      <text x={0} y={2.8} text-anchor="middle">0</text>
      <text x={mm} y={2.8} text-anchor="middle">{lengthText(metres)}</text>
    </svg>
  );
} // prettier-ignore

/** Ticks of the graticule and the coordinates of the corners, round the frame. */
function Edges({ mm, ticks, corners }: { mm: { width: number; height: number }; ticks: Tick[]; corners: Corner[] }): VNode {
  const ofFrame = { width: mm.width + 2 * MARGIN_MM, height: mm.height + 2 * MARGIN_MM };
  const isClear = ({ side, at }: Tick): boolean => {
    const along = at * MM_PER_PX;
    return along > 22 && along < (side === 'top' || side === 'bottom' ? mm.width : mm.height) - 22;
  };
  return (
    <svg
      class="map-edges"
      style={{ width: `${ofFrame.width}mm`, height: `${ofFrame.height}mm`, left: `${-MARGIN_MM}mm`, top: `${-MARGIN_MM}mm` }}
      viewBox={`${-MARGIN_MM} ${-MARGIN_MM} ${ofFrame.width} ${ofFrame.height}`}
    >
      <rect x={0} y={0} width={mm.width} height={mm.height} />
      {ticks.map((tick) => {
        const [x, y] = spotOf(tick, mm);
        const [dx, dy] = OUTWARD[tick.side];
        return (
          <g key={`${tick.side}${tick.at}`}>
            <path d={`M${x} ${y}l${dx * 1.6} ${dy * 1.6}`} />
            {isClear(tick) && <Label x={x + dx * 2.2} y={y + dy * 2.2} side={tick.side} text={tick.text} anchor="middle" />}
          </g>
        );
      })}
      {corners.map(({ x, y, lon, lat }) => (
        <g key={`${x}${y}`} data-corner={`${lon} ${lat}`}>
          <Label x={x * mm.width} y={y === 0 ? -2.2 : mm.height + 2.2} side={y === 0 ? 'top' : 'bottom'} text={lon} anchor={x === 0 ? 'start' : 'end'} />
          <Label x={x === 0 ? -2.2 : mm.width + 2.2} y={y * mm.height} side={x === 0 ? 'left' : 'right'} text={lat} anchor={(x === 0) === (y === 0) ? 'end' : 'start'} />
        </g>
      ))}
    </svg>
  );
} // prettier-ignore

const OUTWARD: Record<Tick['side'], [number, number]> = { top: [0, -1], bottom: [0, 1], left: [-1, 0], right: [1, 0] }; // prettier-ignore

function spotOf({ side, at }: Tick, mm: { width: number; height: number }): [number, number] {
  const along = at * MM_PER_PX;
  if (side === 'top') return [along, 0];
  if (side === 'bottom') return [along, mm.height];
  return side === 'left' ? [0, along] : [mm.width, along];
}

/** Along the edge: upwards on the left, downwards on the right. */
function Label({ x, y, side, text, anchor }: { x: number; y: number; side: Tick['side']; text: string; anchor: 'start' | 'middle' | 'end' }): VNode {
  const turn = side === 'left' ? -90 : side === 'right' ? 90 : 0;
  const drop = side === 'bottom' ? 2 : 0;
  return <text transform={`translate(${x} ${y + drop}) rotate(${turn})`} text-anchor={anchor}>{text}</text>;
} // prettier-ignore
