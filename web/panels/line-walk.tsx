import '../assets/lines.css';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { li } from '../i18n/lines.ts';
import { number, t, word } from '../i18n/t.ts';
import { fly, zoom } from '../map/flight.ts';
import { adjust, go, record, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { LineStrip, type Profile } from './line-strip.tsx';
import { ProfileTable } from './line-profile-table.tsx';

const near = 11; // zoom at which the markers of a line can be told apart
const gaps = [1, 2, 5, 10, 20, 50, 100]; // km

/** 沿线行走: the line laid out straight; arrows, Home and End go from marker to marker, and the map follows. */
export function LineWalk(): VNode | null {
  const code = state.value.walk;
  const [gap, setGap] = useState(10);
  const { answer, error, again } = useAnswer('getLineProfile', code === null ? null : { code, gap });
  const key = record.value;
  if (code === null) return null;
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  const at = key?.type === 'marker' ? answer.markers.findIndex(({ id }) => String(id) === key.id) : -1;
  if (key?.type === 'marker' ? at < 0 : key?.id !== answer.code) return null; // another record was chosen
  return <Walk profile={answer} at={at} gap={gap} setGap={setGap} />;
}

interface WalkProps {
  profile: Profile;
  at: number;
  gap: number;
  setGap: (km: number) => void;
}

function Walk({ profile, at, gap, setGap }: WalkProps): VNode {
  const { markers, name } = profile;
  const last = markers.length - 1;
  const step = (index: number): void => {
    const marker = markers[Math.max(0, Math.min(last, index))];
    if (marker === undefined) return;
    adjust({ record: { type: 'marker', id: String(marker.id) }, walk: profile.code });
    fly({ point: marker.point as [number, number], zoom: Math.max(near, zoom.peek()) });
  };
  const current = markers[at];
  const where =
    current === undefined
      ? li('walk.start', { of: markers.length })
      : li('walk.at', { number: current.number, km: number(current.km, 2), condition: word('condition', current.condition), n: at + 1, of: markers.length }); // prettier-ignore
  useEffect(() => {
    if (current === undefined) document.querySelector<HTMLElement>('.walk [role=slider]')?.focus();
  }, []);
  return (
    <section class="walk" aria-label={li('walk.title', { name })}>
      <p class="walk-head">
        <b>{li('walk.title', { name })}</b>
        <button class="text" onClick={() => go({ walk: null, record: { type: 'boundary-line', id: profile.code } })}>
          {li('walk.close')}
        </button>
      </p>
      {markers.length === 0 ? (
        <p class="muted">{li('walk.none')}</p>
      ) : (
        <>
          <div
            class="walk-strip"
            role="slider"
            tabIndex={0}
            aria-label={`${summaryOf(profile)}。${li('walk.keys')}`}
            aria-valuemin={0}
            aria-valuemax={markers.length}
            aria-valuenow={at + 1}
            aria-valuetext={where}
            onKeyDown={(event) => {
              const to = targetOf(event.key, at, last);
              if (to === null) return;
              event.preventDefault();
              step(to);
            }}
          >
            <LineStrip profile={profile} at={at} choose={step} />
          </div>
          <p class="walk-at" data-walk={at + 1}>
            {where}
            {current !== undefined && current.offM >= 1 && <small> {li('walk.off', { m: current.offM })}</small>}
          </p>
          <p class="actions walk-steps">
            <button disabled={at === 0} onClick={() => step(0)} aria-label={li('walk.first')} data-step="first">⇤</button>
            <button disabled={at <= 0} onClick={() => step(at - 1)} data-step="previous">← {li('walk.previous')}</button>
            <button disabled={at === last} onClick={() => step(at + 1)} data-step="next">{li('walk.next')} →</button>
            <button disabled={at === last} onClick={() => step(last)} aria-label={li('walk.last')} data-step="last">⇥</button>
          </p>
        </>
      )}
      <details class="walk-more">
        <summary>{li('walk.table')}</summary>
        <p>{summaryOf(profile)}</p>
        <label class="walk-gap">
          {li('walk.gap')}{' '}
          <select onChange={(event) => setGap(Number(event.currentTarget.value))}>
            {gaps.map((km) => (
              <option key={km} value={km} selected={km === gap}>
                {km}
              </option>
            ))}
          </select>
        </label>
        <ProfileTable profile={profile} at={at} choose={step} />
      </details>
    </section>
  );
} // prettier-ignore

function targetOf(key: string, at: number, last: number): number | null {
  if (key === 'ArrowRight' || key === 'ArrowUp') return Math.min(last, at + 1);
  if (key === 'ArrowLeft' || key === 'ArrowDown') return Math.max(0, at - 1);
  if (key === 'Home') return 0;
  return key === 'End' ? last : null;
}

const summaryOf = ({ lengthKm, direction, markers, gaps: found, gapLimitKm, findings, disputes }: Profile): string =>
  li('walk.summary', { km: number(lengthKm, 1), direction: li(`walk.${direction}`), n: markers.length, gaps: found.length, limit: gapLimitKm, findings: findings.length, disputes: disputes.length }); // prettier-ignore
