import type { VNode } from 'preact';
import { ins } from '../i18n/inspections.ts';
import { t } from '../i18n/t.ts';
import type { Result } from '../api.ts';
import { useAnswer } from '../ui/asked.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { Sample } from '../ui/names.tsx';
import { Sheet } from './inspection-parts.tsx';

/** 函: the lead invites its neighbour. */
export function LetterSheet({ id }: { id: number }): VNode {
  const { answer, error, again } = useAnswer('getInspectionLetter', { id });
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return <PaperSheet paper={answer} back={`i-${id}`} />;
}

/** 整改通知书. */
export function OrderSheet({ id }: { id: number }): VNode {
  const { answer, error, again } = useAnswer('getFindingOrder', { id });
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return <PaperSheet paper={answer} back={`finding-${id}`} />;
}

const onPaper = (day: string): string => day.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日');
const BLANK = '　　　　年　　月　　日';

const PaperSheet = ({ paper, back }: { paper: Result<'getInspectionLetter'>; back: string }): VNode => (
  <Sheet back={back} {...(paper.missing.length > 0 && { note: ins('paper.missing', { what: paper.missing.join('、') }) })}>
    <article class="notice-sheet letter" lang="zh-CN">
      <p class="paper-number">{paper.number ?? '　　　　号'}</p>
      <h2>
        {paper.title} {paper.sample && <Sample />}
      </h2>
      <p class="paper-to">{paper.to === '' ? '　　　　　　' : paper.to}：</p>
      {paper.paragraphs.map((text) => (
        <p key={text} class="indented">
          {text}
        </p>
      ))}
      <table>
        <tbody>
          {paper.rows.map(({ title, text }) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td class={text === null ? 'missing' : undefined}>{text ?? '　'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="notice-by">
        {paper.by}
        <br />
        {paper.on === null ? BLANK : onPaper(paper.on)}
      </p>
    </article>
  </Sheet>
); // prettier-ignore
