import type { ProgressStep } from '../api/status.ts';
import type { Progress } from '../progress.ts';

const width = 24; // characters of a bar

/** Shows each step as a bar on a terminal, or as one line when it is done where there is no terminal. */
export const showProgress = (progress: Progress): (() => void) => progress.onChange(stepDrawer());

export function stepDrawer(out: NodeJS.WriteStream = process.stdout): (step: ProgressStep) => void {
  let lastDrawn = 0;
  return (step) => {
    const finished = step.state === 'done' || step.state === 'failed' || step.state === 'skipped';
    if (finished) {
      if (step.state === 'skipped') return;
      out.write(`${out.isTTY ? '\r\u001b[K' : ''}${finishedLine(step)}\n`);
    } else if (out.isTTY && Date.now() - lastDrawn > 100) {
      lastDrawn = Date.now();
      out.write(`\r\u001b[K${bar(step)}`);
    }
  };
}

function finishedLine(step: ProgressStep): string {
  const mark = step.state === 'failed' ? '✗' : '✓';
  const counted =
    step.id.startsWith('pack:') ||
    step.id.startsWith('import:') ||
    step.id === 'backup' ||
    step.id === 'restore'; // elsewhere `done` counts pieces of work
  const rows = counted && step.done > 0 ? ` ${step.done.toLocaleString('en')}` : '';
  return `${mark} ${step.title}${rows} (${(step.seconds ?? 0).toFixed(1)} s)${step.state === 'failed' ? `: ${step.message}` : ''}`;
}

function bar(step: ProgressStep): string {
  if (step.total === null || step.total === 0) return `  ${step.title} ... ${step.message ?? ''}`;
  const filled = Math.round((width * Math.min(step.done, step.total)) / step.total);
  const left = step.secondsLeft === null ? '' : `, 剩余约 ${step.secondsLeft} s`;
  return `  ${step.title} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${step.done.toLocaleString('en')} / ${step.total.toLocaleString('en')}${left} ${step.message ?? ''}`;
}
