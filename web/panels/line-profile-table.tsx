import type { VNode } from 'preact';
import { li } from '../i18n/lines.ts';
import { number, word } from '../i18n/t.ts';
import { Sign } from '../ui/sign.tsx';
import type { Profile } from './line-strip.tsx';

interface Entry {
  km: number;
  text: string;
  marker?: { index: number; condition: string; current: boolean };
}

/** What the strip shows, in words, in the order in which one comes to it. */
export function ProfileTable({ profile, at, choose }: { profile: Profile; at: number; choose: (index: number) => void }): VNode {
  const elsewhere = [...profile.findings.filter(({ km }) => km === null).map(({ description }) => li('walk.finding', { what: description })), ...profile.disputes.filter(({ km }) => km === null).map(({ title }) => li('walk.dispute', { what: title }))];
  const { unplaced } = profile;
  return (
    <>
      {unplaced.length > 0 && <p class="muted">{li('walk.unplaced', { n: unplaced.length, names: unplaced.map(({ number: one }) => one).join('、') })}</p>}
      {elsewhere.length > 0 && (
        <p>
          {li('walk.elsewhere')}: {elsewhere.join('; ')}
        </p>
      )}
      <table class="walk-table">
        <thead>
          <tr>
            <th scope="col">{li('walk.km')}</th>
            <th scope="col">{li('walk.what')}</th>
          </tr>
        </thead>
        <tbody>
          {entriesOf(profile, at).map(({ km, text, marker }) => (
            <tr key={`${km} ${text}`} aria-current={marker?.current ? 'true' : undefined}>
              <td class="figures">{number(km, 2)}</td>
              <td>
                {marker === undefined ? (
                  text
                ) : (
                  <>
                    <Sign id={`marker|${marker.condition}`} />
                    <button class="text" onClick={() => choose(marker.index)}>
                      {text}
                    </button>{' '}
                    <small>{word('condition', marker.condition)}</small>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
} // prettier-ignore

function entriesOf(profile: Profile, at: number): Entry[] {
  const entries: Entry[] = [
    ...profile.segments.map(({ fromKm, sides }) => ({ km: fromKm, text: li('walk.segment', { name: sides.map(({ name }) => name).join(' – ') }) })),
    ...profile.parts.slice(1).map(({ fromKm }) => ({ km: fromKm, text: li('walk.break') })),
    ...profile.meetingPoints.map(({ km, name }) => ({ km, text: li('walk.meeting', { name }) })),
    ...profile.markers.map(({ km, number: text, condition }, index) => ({ km, text, marker: { index, condition, current: index === at } })),
    ...profile.gaps.map(({ fromKm, toKm }) => ({ km: fromKm, text: li('walk.gapOf', { km: number(toKm - fromKm, 1) }) })),
    ...profile.findings.flatMap(({ km, description }) => (km === null ? [] : [{ km, text: li('walk.finding', { what: description }) }])),
    ...profile.disputes.flatMap(({ km, title }) => (km === null ? [] : [{ km, text: li('walk.dispute', { what: title }) }])),
  ];
  return entries.sort((one, other) => one.km - other.km);
} // prettier-ignore
