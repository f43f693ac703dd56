import type { VNode } from 'preact';
import type { Indicator } from '../../server/api/coverage-policies.ts';
import { cv } from '../i18n/coverage.ts';
import { number, percent } from '../i18n/t.ts';
import { Bars, Spark } from '../ui/charts.tsx';
import { progressOf, targetOf, TargetLine } from './coverage-parts.tsx';

/** How far each target is reached: by the region and its leagues, of a league's report by the region and the league. */
export const ReportProgress = ({ indicators, code }: { indicators: readonly Indicator[]; code: string | null }): VNode => (
  <section>
    <h2>{cv('report.progress')}</h2>
    <p class="muted">{cv('report.progressHint')}</p>
    <div class="report-progress">
      {indicators.map((one) => (
        <Progress key={one.policy} indicator={one} league={code === null ? null : `${code.slice(0, 4)}00`} />
      ))}
    </div>
  </section>
); // prettier-ignore

function Progress({ indicator, league }: { indicator: Indicator; league: string | null }): VNode {
  const { title, region, leagues, target } = indicator;
  const inside = leagues.filter(({ code, denominator }) => denominator > 0 && (league === null ? denominator > 1 : code === league)); // prettier-ignore
  return (
    <section class="progress-of" data-indicator={indicator.policy}>
      <h3>{title}</h3>
      <p>
        <Spark points={progressOf(indicator)} target={targetOf(indicator)} label={title} />
        <TargetLine indicator={indicator} />
      </p>
      <Bars
        label={title}
        most={1}
        mark={target.share}
        bars={[{ ...region, name: cv('region') }, ...inside].map(({ code, name, share, reached, unknown, denominator, met }) => ({
          key: code,
          label: name,
          value: share,
          unknown: unknown / denominator,
          text: `${number(reached)} / ${number(denominator)}${share === null ? '' : ` (${percent(share)})`}${unknown === 0 ? '' : `, ${cv('indicator.unknown', { n: unknown })}`}`,
          tone: code !== region.code && target.scope === 'region' ? 'plain' : met === false ? 'bad' : met === true ? 'good' : 'plain', // a target of the region judges no league
        }))}
      />
    </section>
  );
} // prettier-ignore
