import type { VNode } from 'preact';
import type { Matrix } from '../../server/api/coverage-matrix.ts';
import { cv } from '../i18n/coverage.ts';
import { exact, percent, t } from '../i18n/t.ts';
import { useAnswer } from '../ui/asked.ts';
import { Hashes } from './coverage-parts.tsx';

const POINTS = ['duty', 'reach', 'burden', 'unknown', 'demand', 'distance', 'robust', 'aggregate'] as const;

/** The page that says how every number has come about, and on what text each flag rests. */
export function ReportMethod({ matrix }: { matrix: Matrix }): VNode {
  const { answer } = useAnswer('listPolicies', { on: matrix.on });
  const fill = { share: percent(matrix.shareThreshold), detour: exact(matrix.detour), basis: matrix.thresholdBasis, weighting: matrix.weighting };
  return (
    <section class="report-method" data-part="method">
      <h2>{cv('report.method')}</h2>
      <ol>
        {POINTS.map((id) => (
          <li key={id}>{cv(`method.point.${id}`, fill)}</li>
        ))}
      </ol>
      <h3>{cv('report.thresholds')}</h3>
      <p>
        {matrix.columns.map(({ name, threshold }) => `${name} ${threshold === null ? cv('report.noReach') : `${exact(threshold)} ${cv(matrix.method === 'road' ? 'minutes' : 'km')}`}`).join('；')}
        {' '}({matrix.thresholdBasis})
      </p>
      <h3>{t('coverage.policy')}</h3>
      <ul class="plain">
        {answer?.items.map(({ id, title, legalNature, cited }) => (
          <li key={id}>
            <b>{title}</b> ({legalNature}) {cited.basis}
            {cited.planPeriod && <small> {cited.planPeriod}</small>}
          </li>
        ))}
      </ul>
      <Hashes inputs={matrix.run.inputs} code={matrix.run.code} open />
    </section>
  );
} // prettier-ignore
