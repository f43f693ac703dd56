import type { VNode } from 'preact';
import type { Result } from '../api.ts';
import { ins, insWord } from '../i18n/inspections.ts';
import { number, t } from '../i18n/t.ts';
import { useAnswer } from '../ui/asked.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { truth } from './inspection-checks.tsx';
import { LineMap } from './inspection-map.tsx';
import { roundName, Sheet } from './inspection-parts.tsx';
import { Sample } from '../ui/names.tsx';

type Report = Result<'getInspectionReport'>;

function Loaded({ id, sheet }: { id: number; sheet: (report: Report) => VNode }): VNode {
  const { answer, error, again } = useAnswer('getInspectionReport', { id });
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return <Sheet back={`i-${id}`}>{sheet(answer)}</Sheet>;
}

/** 联检记录表: marker by marker, segment by segment. */
export const RecordSheet = ({ id }: { id: number }): VNode => <Loaded id={id} sheet={(report) => <RecordPage report={report} />} />; // prettier-ignore
/** 联检报告 of the line, with its map. */
export const ReportSheet = ({ id }: { id: number }): VNode => <Loaded id={id} sheet={(report) => <ReportPage report={report} />} />; // prettier-ignore

/** What both pages begin with. */
function Facts({ report: { inspection: one, line } }: { report: Report }): VNode {
  const cells: [string, string | null][] = [
    [ins('field.line'), one.line.code],
    [ins('report.length'), `${number(line.statedLengthKm ?? line.lengthKm, 2)} km`],
    [ins('field.round'), one.round === null ? `${insWord('kind', one.kind)}: ${one.cause ?? ''}` : roundName(one.round)],
    [ins('field.year'), String(one.year)],
    [ins('field.lead'), one.lead.name],
    [ins('field.partner'), one.partner.name],
    [ins('field.officeOn'), one.officeOn],
    [ins('state.field'), one.fieldFrom && `${one.fieldFrom} – ${one.fieldTo ?? ''}`],
    [ins('field.team'), one.team.join('、') || null],
    [ins('field.filing'), one.done ? [one.filedTo, one.filedOn, one.filingNo].filter(Boolean).join(' · ') : ins('report.draft')],
  ];
  return (
    <table class="facts">
      <tbody>
        {Array.from({ length: cells.length / 2 }, (_, row) => (
          <tr key={row}>
            {cells.slice(row * 2, row * 2 + 2).map(([title, text]) => (
              <>
                <th scope="row">{title}</th>
                <td>{text ?? '　'}</td>
              </>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
} // prettier-ignore

const Head = ({ keys }: { keys: readonly Parameters<typeof ins>[0][] }): VNode => (
  <thead>
    <tr>
      {keys.map((key) => (
        <th key={key} scope="col">
          {ins(key)}
        </th>
      ))}
    </tr>
  </thead>
);

function Markers({ report: { checks } }: { report: Report }): VNode {
  if (checks.markers.length === 0) return <p>{ins('check.noMarkers')}</p>;
  return (
    <table class="dense">
      <caption>{ins('check.markers')}</caption>
      <Head keys={['check.marker', 'check.managing', 'check.was', 'check.found', 'check.on', 'check.people', 'check.displacement', 'check.note']} />
      <tbody>
        {checks.markers.map(({ marker, managing, previous, check }) => (
          <tr key={marker.id}>
            <th scope="row">{marker.number}</th>
            <td>{managing?.name ?? ''}</td>
            <td>{previous === null ? '' : insWord('condition', previous.condition)}</td>
            <td>{check === null ? ins('check.none') : check.condition === null ? ins('check.notLooked') : insWord('condition', check.condition)}</td>
            <td>{check?.on}</td>
            <td>{check && [...check.people, ...check.neighbourPeople].join('、')}</td>
            <td>{check?.displacementM == null ? '' : number(check.displacementM, 2)}</td>
            <td>{check && [...check.flags.map((flag) => insWord('flag', flag)), check.note].filter(Boolean).join('；')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
} // prettier-ignore

function Segments({ report: { checks } }: { report: Report }): VNode {
  return (
    <table class="dense">
      <caption>{ins('check.segments')}</caption>
      <Head keys={['check.segment', 'check.length', 'check.carrier', 'check.clear', 'check.changed', 'check.on', 'check.people', 'check.note']} />
      <tbody>
        {checks.segments.map(({ countyA, countyB, sides, lengthKm, carrier, check }) => (
          <tr key={`${countyA}-${countyB}`}>
            <th scope="row">{sides.map(({ name }) => name).join('—')}</th>
            <td>{number(lengthKm, 2)}</td>
            <td>{insWord('carrier', carrier)}</td>
            <td>{check === null ? ins('check.none') : truth(check.clear)}</td>
            <td>{check === null ? '' : truth(check.carrierChanged)}</td>
            <td>{check?.on}</td>
            <td>{check?.people.join('、')}</td>
            <td>{check?.note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
} // prettier-ignore

function Points({ report: { checks } }: { report: Report }): VNode | null {
  if (checks.points.length === 0) return null;
  return (
    <table class="dense">
      <caption>{ins('check.points')}</caption>
      <tbody>
        {checks.points.map(({ code, name, parties, check, signatures, unsigned }) => (
          <tr key={code}>
            <th scope="row">{name}</th>
            <td>{check === null ? ins('check.none') : insWord('condition', check.condition)}</td>
            <td>{check?.on}</td>
            <td>
              {signatures.map((one) => `${one.party.name} ${one.name} ${one.signedOn}`).join('；')}
              {(check === null ? parties : unsigned).map(({ name: party }) => ` ${party}：＿＿＿＿`)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
} // prettier-ignore

function SignaturePlaces({ report: { inspection } }: { report: Report }): VNode {
  return (
    <table class="signature-places">
      <caption>{ins('report.signatures')}</caption>
      <tbody>
        {[inspection.lead, inspection.partner].map((party) => {
          const signed = inspection.signatures.find((one) => one.party.code === party.code);
          return (
            <tr key={party.code}>
              <th scope="row">{party.name}</th>
              <td>{signed === undefined ? `${ins('report.signature')}：` : `${signed.name} (${signed.means === 'scan' ? ins('sign.byScan') : ins('sign.byAccount', { who: signed.signedBy })})`}</td>
              <td>{signed?.signedOn ?? '　　　　年　　月　　日'}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
} // prettier-ignore

const Foot = ({ report: { line, today } }: { report: Report }): VNode => (
  <p class="notice-mark">
    {!line.legal && `${ins('report.illustrative')} `}
    {ins('report.made', { day: today })}
  </p>
);

const RecordPage = ({ report }: { report: Report }): VNode => (
  <article class="notice-sheet report" data-sheet="record">
    <h2>
      {ins('report.record', { line: report.inspection.line.name })} {report.inspection.sample && <Sample />}
    </h2>
    <Facts report={report} />
    <Markers report={report} />
    <Segments report={report} />
    <Points report={report} />
    <SignaturePlaces report={report} />
    <Foot report={report} />
  </article>
);

const PARTS = ['observance', 'upkeep', 'terrain', 'landUse', 'other'] as const;

function ReportPage({ report }: { report: Report }): VNode {
  const { inspection: one, line, previous, findings, checks } = report;
  const last = previous === null ? ins('unknown') : `${previous.number ?? ''} · ${previous.year} · ${previous.filedOn ?? ''}`; // prettier-ignore
  return (
    <article class="notice-sheet report" data-sheet="report">
      {one.reportNo !== null && <p class="paper-number">{one.reportNo}</p>}
      <h2>
        {ins('report.title', { line: one.line.name })} {one.sample && <Sample />}
      </h2>
      <Facts report={report} />
      <p>{ins('report.basis', { agreement: line.agreement ?? ins('unknown'), approval: [line.approval, line.approvedOn].filter(Boolean).join(' ') || ins('unknown'), previous: last })}</p>
      <LineMap report={report} />
      {PARTS.map((name) => (
        <section key={name}>
          <h3>{ins(`field.${name}`)}</h3>
          <p class="indented">{one[name] ?? ins('unknown')}</p>
          {name === 'upkeep' && <Markers report={report} />}
          {name === 'observance' && <Segments report={report} />}
          {name === 'landUse' && checks.projects.map((project) => (
            <p key={project.id} class="indented">
              {project.name} {project.kind} {ins('check.consents')}: {project.consents.map((side) => side.name).join('、') || '—'}
            </p>
          ))}
        </section>
      ))}
      <Points report={report} />
      <section>
        <h3>{ins('report.findings')}</h3>
        {findings.length === 0 ? <p class="indented">{ins('none')}</p> : <Findings items={findings} />}
      </section>
      <section>
        <h3>{ins('field.conclusion')}</h3>
        <p class="indented">{one.conclusion ?? ins('unknown')}</p>
      </section>
      <SignaturePlaces report={report} />
      <Foot report={report} />
    </article>
  );
} // prettier-ignore

const Findings = ({ items }: { items: Report['findings'] }): VNode => (
  <table class="dense">
    <thead>
      <tr>
        {(['finding.kind', 'finding.place', 'finding.description', 'finding.assignee', 'finding.due', 'filter.state', 'finding.closed'] as const).map((key) => (
          <th key={key} scope="col">
            {ins(key)}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {items.map((one) => (
        <tr key={one.id}>
          <td>{insWord('findingKind', one.kind)}</td>
          <td>{one.marker?.number ?? one.segment?.map(({ name }) => name).join('—')}</td>
          <td>{one.description}</td>
          <td>{[one.assigneeDivision?.name, one.assignee].filter(Boolean).join(' ')}</td>
          <td>{one.dueOn}</td>
          <td>{insWord('findingState', one.state)}</td>
          <td>{[one.closedOn, one.closingNote].filter(Boolean).join(' ')}</td>
        </tr>
      ))}
    </tbody>
  </table>
); // prettier-ignore
