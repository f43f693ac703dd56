import type { VNode } from 'preact';
import { of } from '../i18n/office.ts';
import { t } from '../i18n/t.ts';
import { lang } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { Back } from './office-parts.tsx';

/** The 公告 on a page of A4. What no rule asks for is marked. */
export function NoticeView({ id }: { id: number }): VNode {
  const { answer, error, again } = useAnswer('getNotice', { id });
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return (
    <>
      <Back to={`filing-${id}`} />
      <div class="no-print">
        <p class="muted">{of('notice.draft')}</p>
        {answer.missing.length > 0 && (
          <p class="note problem" role="status">
            {of('notice.missing', { what: answer.missing.join('、') })}
          </p>
        )}
        <p class="actions">
          <button class="primary" onClick={() => window.print()}>
            {of('notice.print')}
          </button>
        </p>
      </div>
      <article class="notice-sheet" lang="zh-CN">
        <h2>{answer.title}</h2>
        <p>{answer.text}</p>
        <table>
          <tbody>
            {answer.lines.map((line) => (
              <tr key={line.id} data-line={line.id}>
                <th scope="row">
                  {line.title}
                  {line.basis === null && ' *'}
                  {lang.value === 'en' && <small lang="en"> {line.titleEn}</small>}
                </th>
                <td class={line.text === null ? 'missing' : undefined}>
                  {line.id === 'mongolian' ? <span class="upright" lang="mn-Mong">{line.text}</span> : (line.text ?? '　')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p class="notice-mark">{of('notice.mark')}</p>
        <p class="notice-by">
          {answer.by}
          <br />
          {of('notice.day')}
        </p>
      </article>
    </>
  );
} // prettier-ignore
