import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isAbort } from '../api.ts';
import { bytesText, openField } from '../field/open.ts';
import { saveLine, type Progress } from '../field/save.ts';
import { changed } from '../field/send.ts';
import { out } from '../i18n/field.ts';
import { number } from '../i18n/t.ts';
import { keepsField } from '../state/offline.ts';
import { announce } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { ProblemNote } from '../ui/problem.tsx';

interface Room {
  program: number | null; // bytes; null where it is here already
  free: number | null;
}

async function roomHere(): Promise<Room> {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  const free = quota === undefined ? null : quota - (usage ?? 0);
  if (keepsField()) return { program: null, free };
  const { bytes } = (await (await fetch('/shell.json')).json()) as { bytes: number };
  return { program: bytes, free };
}

/** The size of a line first, then the saving of it: it can be stopped, and goes on where it was. */
export function FieldSave({ account, code }: { account: string; code: string }): VNode {
  const { answer: size, error, again } = useAnswer('getFieldSize', { code });
  const [room, setRoom] = useState<Room>({ program: null, free: null });
  const [progress, setProgress] = useState<Progress | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [stopped, setStopped] = useState(false);
  const running = useRef<AbortController | null>(null);
  useEffect(() => {
    roomHere().then(setRoom, () => undefined);
    return () => running.current?.abort();
  }, []);
  const start = async (name: string): Promise<void> => {
    const controller = new AbortController();
    running.current = controller;
    setStopped(false);
    setProblem(null);
    setProgress({ done: 0, of: 1 });
    try {
      await saveLine(account, code, controller.signal, setProgress);
      announce(out('save.done', { name }));
      openField(code);
    } catch (error) {
      if (isAbort(error)) setStopped(true);
      else setProblem(error);
    }
    setProgress(null);
    changed();
  };
  const { tiles } = size ?? {};
  return (
    <section aria-labelledby="field-size" aria-busy={progress !== null}>
      <p class="field-actions">
        <button onClick={() => openField(null)}>← {out('back')}</button>
      </p>
      <h2 id="field-size">{out('size.title', { name: size?.line.name ?? code })}</h2>
      <ProblemNote error={error} retry={again} />
      {!size && !error && <p class="muted">{out('size.asking')}</p>}
      {size && tiles && (
        <>
          <dl class="field-sizes" data-tiles={tiles.count} data-bytes={tiles.storedBytes}>
            <dt>{out('size.records', { n: size.markers })}</dt>
            <dd>{bytesText(size.records.bytes)}</dd>
            <dt>{out('size.tiles', { km: tiles.corridorKm, n: tiles.count, from: tiles.zooms[0], to: tiles.zooms[1] })}</dt>
            <dd>{bytesText(tiles.storedBytes)}</dd>
            <dt>{out('size.program')}</dt>
            <dd>{room.program === null ? out('size.program.kept') : bytesText(room.program)}</dd>
            <dt class="sum">{out('size.kept')}</dt>
            <dd class="sum">{bytesText(size.records.bytes + tiles.storedBytes + (room.program ?? 0))}</dd>
          </dl>
          {room.free !== null && <p class="muted">{out('size.room', { size: bytesText(room.free) })}</p>}
          {stopped && <p class="note">{out('save.stopped')}</p>}
          <ProblemNote error={problem} />
          {progress === null ? (
            <p class="field-actions">
              <button class="primary" data-field="save" onClick={() => void start(size.line.name)}>
                {out(stopped || problem ? 'lines.resume' : 'save')}
              </button>
            </p>
          ) : (
            <div class="field-progress">
              <label>
                <span>{out('save.running', { done: number(progress.done), of: number(progress.of) })}</span>
                <progress value={progress.done} max={progress.of} />
              </label>
              <button data-field="stop" onClick={() => running.current?.abort()}>
                {out('save.stop')}
              </button>
            </div>
          )}
        </>
      )}
    </section>
  );
} // prettier-ignore
