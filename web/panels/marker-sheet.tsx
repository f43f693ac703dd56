import type { ComponentChildren, VNode } from 'preact';
import { addressOf, type Result } from '../api.ts';
import { markerWord, mk } from '../i18n/markers.ts';
import { moment, word } from '../i18n/t.ts';
import { useAnswer } from '../ui/asked.ts';
import { Sample } from '../ui/names.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { MarkerSketch } from './marker-sketch.tsx';

type Marker = Result<'getMarker'>;
type Event = Result<'listMarkerEvents'>['items'][number];

/** 界桩登记表 on A4, in the groups of the paper form (domain.md 5.5). What is not known stays blank, to be filled in by hand. */
export function MarkerSheet({ id }: { id: number }): VNode {
  const { answer: marker, error, again } = useAnswer('getMarker', { id });
  const { answer: events } = useAnswer('listMarkerEvents', { marker: id, limit: 200 });
  if (error) return <ProblemNote error={error} retry={again} />;
  if (marker === null || events === null) return <p aria-busy="true">…</p>;
  return <Sheet marker={marker} events={events.items} />;
}

function Sheet({ marker, events }: { marker: Marker; events: readonly Event[] }): VNode {
  const { registered, crs, point } = marker;
  const objects = Array.from({ length: Math.max(3, marker.referenceObjects.length) }, (_, at) => marker.referenceObjects[at]); // prettier-ignore
  const sides = Array.from({ length: Math.max(2, marker.sides.length) }, (_, at) => marker.sides[at]);
  return (
    <article class="sheet" data-sheet="marker">
      <h2>{mk('sheet.marker')}</h2>
      {marker.sample && <p><Sample /></p>}
      <table>
        <Group title={mk('sheet.identity')} />
        <Row a={[mk('sheet.number'), marker.number]} b={[mk('sheet.line'), `${marker.line.name ?? ''} ${marker.line.code}`]} />
        <Row a={[mk('sheet.level'), marker.line.level && markerWord('level', marker.line.level)]} b={[mk('sheet.secrecy'), `${marker.secrecy} / ${mk(marker.public ? 'record.smart.yes' : 'record.smart.no')}`]} />
        <Group title={mk('sheet.form')} />
        <Row a={[mk('sheet.type'), marker.type && word('marker', marker.type)]} b={[mk('sheet.material'), marker.material]} />
        <Row a={[mk('sheet.smart'), marker.smart === null ? null : mk(marker.smart ? 'record.smart.yes' : 'record.smart.no')]} b={[mk('sheet.established'), marker.establishedOn]} />
        <Group title={mk('sheet.position')} />
        <Row a={[mk('sheet.x'), registered?.text.x]} b={[mk('sheet.y'), registered?.text.y]} />
        <Row a={[mk('sheet.crs'), crs?.name]} b={[mk('sheet.zone'), crs?.zone]} />
        <Row a={[mk('sheet.height'), registered?.text.height]} b={[mk('sheet.lonlat'), point === null ? registered && mk('sheet.lonlatNone') : `${point[0].toFixed(7)}, ${point[1].toFixed(7)}`]} />
        <Row a={[mk('sheet.accuracy'), marker.accuracyM]} b={[mk('sheet.method'), marker.surveyMethod]} />
        <Row a={[mk('sheet.chainage'), marker.chainageKm]} b={[mk('sheet.description'), marker.description]} />
        <Group title={mk('sheet.objects')} />
        <tbody>
          {objects.map((object, at) => (
            <tr key={at}>
              <th scope="row">{mk('sheet.object')} {at + 1}</th>
              <td>{object?.name}</td>
              <th scope="row">{mk('sheet.bearing')}, {mk('sheet.distance')}</th>
              <td class="figures">{object && [object.bearing, object.distanceM].map((value) => value ?? '　').join(', ')}</td>
            </tr>
          ))}
        </tbody>
        <Group title={mk('sheet.management')} />
        <Row a={[mk('sheet.managing'), marker.managing?.name]} b={[mk('sheet.condition'), [word('condition', marker.condition), marker.checkedOn].filter(Boolean).join(', ')]} />
        <Group title={mk('sheet.parties')} />
        <tbody>
          {sides.map((side, at) => (
            <tr key={at} class="signed">
              <th scope="row">{mk('sheet.side', { n: at + 1 })}</th>
              <td>{side && `${side.name} ${side.code}`}</td>
              <th scope="row">{mk('sheet.signature', { side: side?.name ?? '' })}</th>
              <td class="sign-day">{mk('sheet.day')}</td>
            </tr>
          ))}
        </tbody>
        <Group title={mk('sheet.history')} />
        <tbody>
          {events.filter(({ correctedBy }) => correctedBy === null).map((event) => (
            <tr key={event.id}>
              <th scope="row">{event.happenedOn} {markerWord('kind', event.kind)}</th>
              <td colSpan={3}>
                {[event.condition && word('condition', event.condition), event.people.join('、'), event.approvalNo, ...event.flags.map((flag) => markerWord('flag', flag)), event.note].filter(Boolean).join('; ')}
              </td>
            </tr>
          ))}
        </tbody>
        <Group title={mk('sheet.sketch')} />
        <tbody>
          <tr class="sketch"><td colSpan={4}><MarkerSketch marker={marker} /></td></tr>
        </tbody>
      </table>
      <Pictures events={events} />
      <p class="sheet-note">{mk('sheet.made', { at: moment(new Date().toISOString()) })}</p>
    </article>
  );
} // prettier-ignore

const Group = ({ title }: { title: string }): VNode => (
  <tbody class="group">
    <tr>
      <th scope="colgroup" colSpan={4}>
        {title}
      </th>
    </tr>
  </tbody>
);

type Cell = readonly [title: string, value: ComponentChildren];

const Row = ({ a, b }: { a: Cell; b: Cell }): VNode => (
  <tbody>
    <tr>
      <th scope="row">{a[0]}</th>
      <td>{a[1]}</td>
      <th scope="row">{b[0]}</th>
      <td>{b[1]}</td>
    </tr>
  </tbody>
);

/** The newest photos: at most four, so that they go on the page. */
function Pictures({ events }: { events: readonly Event[] }): VNode | null {
  const photos = events.flatMap(({ attachments, happenedOn }) => attachments.filter(({ mediaType }) => mediaType.startsWith('image/')).map((file) => ({ ...file, happenedOn }))).slice(0, 4); // prettier-ignore
  if (photos.length === 0) return null;
  return (
    <section class="sheet-photos">
      <h3>{mk('sheet.photos')}</h3>
      {photos.map((photo) => (
        <figure key={photo.id}>
          <img src={addressOf('getAttachment', { id: photo.id })} alt={photo.name} />
          <figcaption>
            {[photo.happenedOn, photo.phase && mk(`form.${photo.phase}`)].filter(Boolean).join(' ')}
          </figcaption>
        </figure>
      ))}
    </section>
  );
}
