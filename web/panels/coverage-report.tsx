import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Matrix, MatrixRow } from '../../server/api/coverage-matrix.ts';
import { cv } from '../i18n/coverage.ts';
import { number, t } from '../i18n/t.ts';
import { status } from '../state/startup.ts';
import { areaQuestion } from '../state/coverage.ts';
import { go } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Sample } from '../ui/names.tsx';
import type { Outline } from '../ui/outline-map.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import type { Evidence } from './coverage-evidence.tsx';
import { levelOf, useLeagues, type ReportLevel } from './coverage-parts.tsx';
import { BannerCards, CardsAppendix, type Numbered } from './coverage-report-cards.tsx';
import { ReportFlags } from './coverage-report-flags.tsx';
import { ReportMaps } from './coverage-report-maps.tsx';
import { ReportMatrix } from './coverage-report-matrix.tsx';
import { ReportMethod } from './coverage-report-method.tsx';
import { ReportProgress } from './coverage-report-progress.tsx';

/** A report of the region, a league or a banner: map, matrix, flags with their evidence, method. Made to be printed on A4. */
export function CoverageReport({ code }: { code: string | null }): VNode {
  const level = levelOf(code);
  const { division: _, ...asked } = areaQuestion.value;
  const league = code === null ? null : `${code.slice(0, 4)}00`;
  const whole = useAnswer('getMatrix', { ...asked, ...(league && { division: league }), unit: 'county' });
  const inner = useAnswer('getMatrix', level === 'banner' ? { ...asked, division: code!, unit: 'township' } : null); // prettier-ignore
  const outlines = useAnswer('listDivisionOutlines', league === null ? {} : { division: league });
  const evidence = useAnswer('listEvidence', { ...asked, ...(code && { division: code }), of: level === 'banner' ? 'all' : 'gaps' }); // prettier-ignore
  const parts = [whole, outlines, evidence, ...(level === 'banner' ? [inner] : [])];
  const error = parts.find((part) => part.error !== null)?.error ?? null;
  const isReady = parts.every(({ answer }) => answer !== null);
  return (
    <>
      <Bar code={code} level={level} banners={outlines.answer?.items ?? []} />
      {error !== null && <ProblemNote error={error} retry={() => parts.forEach(({ again }) => again())} />}
      {!isReady ? error === null && <p class="list-total">{t('app.loading')}</p> : (
        <Paper code={code} matrix={whole.answer!} inner={inner.answer} outlines={outlines.answer!.items} cards={evidence.answer!.items} />
      )}
    </>
  );
} // prettier-ignore

function Bar({ code, level, banners }: { code: string | null; level: ReportLevel; banners: readonly Outline[] }): VNode {
  const leagues = useLeagues();
  const open = (to: string): unknown => go({ filter: to === '' ? 'report' : `report-${to}` });
  const league = code === null ? '' : `${code.slice(0, 4)}00`;
  return (
    <div class="desk-filters no-print">
      <label>
        <span>{cv('league')}</span>
        <select name="league" onChange={(event) => open(event.currentTarget.value)}>
          <option value="">{cv('region')}</option>
          {leagues.map((one) => (
            <option key={one.code} value={one.code} selected={one.code === league}>{one.name}</option>
          ))}
        </select>
      </label>
      {code !== null && (
        <label>
          <span>{cv('unit.county')}</span>
          <select name="banner" onChange={(event) => open(event.currentTarget.value || league)}>
            <option value="">{cv('report.wholeLeague')}</option>
            {banners.map((one) => (
              <option key={one.code} value={one.code} selected={level === 'banner' && one.code === code}>{one.name}</option>
            ))}
          </select>
        </label>
      )}
      <button class="primary" data-do="print" onClick={() => window.print()}>{cv('print')}</button>
    </div>
  );
} // prettier-ignore

interface Paper {
  code: string | null;
  matrix: Matrix; // of the banners of the region or of the league
  inner: Matrix | null; // of the townships of the banner
  outlines: readonly Outline[];
  cards: readonly Evidence[];
}

function Paper({ code, matrix, inner, outlines, cards }: Paper): VNode {
  const level = levelOf(code);
  const rows = useMemo(() => rowsOf(matrix, inner, code), [matrix, inner, code]);
  const numbered = useMemo(() => cards.map((card, at): Numbered => ({ n: at + 1, card })), [cards]);
  const subject = code === null ? rows[0] : rows.find((row) => row.code === code);
  if (subject === undefined) return <p class="note problem" role="alert">{cv('report.noUnit', { code: code ?? '', on: matrix.on })}</p>;
  return (
    <article class="paper coverage-report" data-report={code ?? 'region'}>
      <header>
        <h1>{cv('report.title', { name: subject.name })}</h1>
        <p>
          {cv('on')} {matrix.on} · {t('coverage.asOf', { date: matrix.asOf.slice(0, 10) })} · {matrix.weighting} {matrix.sample && <Sample />}
        </p>
        {matrix.notice && <p class="note" data-notice>{matrix.notice}</p>}
      </header>
      <ReportProgress indicators={matrix.indicators} code={code} />
      <section>
        <h2>{cv('report.maps')}</h2>
        <ReportMaps matrix={matrix} outlines={outlines} subject={level === 'banner' ? code : null} />
        <p class="muted">
          {status.value?.mapReview ? t('map.review', { n: status.value.mapReview }) : t('map.noReview')} · {t('map.note')}
        </p>
      </section>
      <section>
        <h2>{cv('report.matrix')}</h2>
        <p class="muted">{cv('matrix.legendText')}</p>
        <ReportMatrix matrix={inner ?? matrix} rows={rows} />
      </section>
      {level === 'banner' ? <BannerCards cards={cards} code={code!} /> : <ReportFlags matrix={matrix} rows={rows} cards={numbered} />}
      <ReportMethod matrix={matrix} />
      {level !== 'banner' && <CardsAppendix cards={numbered} />}
      <footer>
        <p class="muted">
          {cv('run')} <code>{matrix.run.id}</code> · {number(rows.length)} {cv('report.rows')}
        </p>
      </footer>
    </article>
  );
} // prettier-ignore

/** The region with its leagues and banners; a league with its banners; a banner with its townships. */
function rowsOf(matrix: Matrix, inner: Matrix | null, code: string | null): MatrixRow[] {
  if (inner !== null) return inner.rows.filter(({ code: one }) => one.startsWith(code!));
  if (code === null) return matrix.rows;
  return matrix.rows.filter((row) => row.code.startsWith(code.slice(0, 4)));
}
