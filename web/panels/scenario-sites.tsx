import type { VNode } from 'preact';
import type { Site } from '../../server/coverage/shared/next-sites.ts';
import { priorities, type Priority } from '../../server/coverage/shared/next-sites.ts';
import { sc } from '../i18n/scenarios.ts';
import { number, percent } from '../i18n/t.ts';
import { fly, mapStatus } from '../map/flight.ts';
import {
  active,
  addChange,
  basis,
  excluded,
  findSites,
  isRoad,
  ownSites,
  plans,
  sites,
  unitOf,
  weights,
} from '../state/scenario.ts';
import { place, placing, stopPlacing } from './scenario-make.tsx';

/** 下一批最优选址: what each further facility adds, as falling bars and in words. */
export function ScenarioSites(): VNode {
  const found = sites.value;
  if (isRoad.value)
    return (
      <section class="scenario-sites">
        <h3>{sc('sites')}</h3>
        <p class="note" data-sites="km">{sc('sites.road')}</p>
      </section>
    );
  return (
    <section class="scenario-sites">
      <h3>{sc('sites')}</h3>
      <p class="muted">{sc('sites.hint', { slot: active.value })}</p>
      <Weights />
      <p class="actions">
        <button class="primary" data-do="sites" onClick={() => void findSites()}>{found === null ? sc('sites.find') : sc('sites.again')}</button>
        {mapStatus.value === 'on' && (
          <button data-do="own-site" aria-pressed={placing.value === 'site'} onClick={() => (placing.value === 'site' ? stopPlacing() : place('site'))}>
            {placing.value === 'site' ? sc('make.adding') : sc('sites.own')}
          </button>
        )}
      </p>
      <Excluded />
      {found !== null && <Steps found={found.sites} ms={found.ms} />}
    </section>
  );
} // prettier-ignore

function Weights(): VNode {
  const known = basis.value!;
  const isUnknown = (id: Priority): boolean => id === 'transport' && known.traits.every(({ transport }) => transport === null);
  return (
    <details>
      <summary>{sc('priorities')}</summary>
      <p class="muted">{sc('priorities.hint')}</p>
      {priorities.map((id) => (
        <label key={id} class="weight" data-priority={id}>
          <span>{sc(`priority.${id}`)} <output>{weights.value[id]}</output></span>
          <input type="range" min={0} max={3} step={0.5} value={weights.value[id]} disabled={isUnknown(id)} onInput={(event) => {
            weights.value = { ...weights.value, [id]: Number(event.currentTarget.value) };
            if (sites.peek() !== null) void findSites();
          }} />
          <small class="muted">{isUnknown(id) ? sc('priority.transport.unknown') : sc(`priority.${id}.hint`)}</small>
        </label>
      ))}
    </details>
  );
} // prettier-ignore

function Excluded(): VNode | null {
  const names = new Map([...basis.value!.candidates, ...ownSites.value].map(({ code, name }) => [code, name]));
  if (excluded.value.length === 0) return null;
  return (
    <p class="chips">
      {sc('sites.excluded')}{' '}
      {excluded.value.map((code) => (
        <button key={code} class="chip" aria-label={sc('sites.restore', { name: names.get(code) ?? code })} onClick={() => {
          excluded.value = excluded.value.filter((one) => one !== code);
          void findSites();
        }}>
          {names.get(code) ?? code} ×
        </button>
      ))}
    </p>
  );
} // prettier-ignore

const BAR = { width: 320, row: 22, label: 108 };

function Steps({ found, ms }: { found: readonly Site[]; ms: number }): VNode {
  if (found.length === 0) return <p class="muted">{sc('sites.none')}</p>;
  const most = found[0]!.gain === 0 ? 1 : Math.max(...found.map(({ gain }) => gain));
  const list = found.map(({ candidate, gain }) => `${candidate.name} ${number(gain)}`).join(', ');
  const room = BAR.width - BAR.label - 56;
  return (
    <div data-sites={found.length} data-ms={Math.round(ms)}>
      <p class="muted">{sc('sites.took', { candidates: number(basis.value!.candidates.length + ownSites.value.length - excluded.value.length), ms: String(Math.round(ms)) })}</p>
      <svg class="bars" viewBox={`0 0 ${BAR.width} ${found.length * BAR.row}`} role="img" aria-label={sc('sites.chart', { list })}>
        {found.map(({ candidate, gain }, at) => (
          <g key={candidate.code} transform={`translate(0 ${at * BAR.row})`}>
            <text x={BAR.label - 6} y={15} text-anchor="end">{`${at + 1} ${shortened(candidate.name)}`}</text>
            <rect x={BAR.label} y={4} width={Math.max(1, (gain / most) * room)} height={BAR.row - 8} rx={2} />
            <text class="figures" x={BAR.label + (gain / most) * room + 5} y={15}>{number(gain)}</text>
          </g>
        ))}
      </svg>
      <ol class="site-steps">
        {found.map((site) => <Step key={site.candidate.code} site={site} />)}
      </ol>
    </div>
  );
} // prettier-ignore

const LONGEST = 7;
const shortened = (name: string): string => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);

function Step({ site: { candidate, gain, gainShare, coveredShare, lifted } }: { site: Site }): VNode {
  const { name, point, code } = candidate;
  const used = plans.value[active.value].changes.some((change) => change.act === 'add' && change.point.join() === point.join());
  const counties = new Map(basis.value!.counties.map((county) => [county.code, county.name]));
  const use = async (): Promise<void> => {
    const own = code.startsWith('own-') ? await unitOf(point) : { county: code.slice(0, 6), township: code.length > 6 ? code : null };
    if (own !== null) addChange({ act: 'add', name: sc('sites.station', { name }), point, county: own.county, township: own.township, serves: [] });
  };
  return (
    <li>
      <button class="text" onClick={() => fly({ bbox: null, point, zoom: 8 })}>
        {sc('sites.step', { name: `${code.length > 6 ? (counties.get(code.slice(0, 6)) ?? '') : ''}${name}`, gain, share: percent(gainShare) })}
        {lifted.length > 0 && sc('sites.lifts', { n: lifted.length })}
      </button>{' '}
      <small class="muted" title={lifted.map((banner) => counties.get(banner)).join(', ')}>{sc('sites.covered', { share: percent(coveredShare) })}</small>
      <span class="do">
        <button disabled={used} data-do="use" onClick={() => void use()}>{used ? sc('sites.used') : sc('sites.use')}</button>
        <button data-do="exclude" onClick={() => {
          excluded.value = [...excluded.value, code];
          void findSites();
        }}>{sc('sites.exclude')}</button>
      </span>
    </li>
  );
} // prettier-ignore
