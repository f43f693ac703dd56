import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { FactFile as Checked, FactFileChange, FactType, GoneMode } from '../../server/api/unit-facts.ts';
import { addressOf, ApiError, upload } from '../api.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { number } from '../i18n/t.ts';
import { renewData } from '../state/startup.ts';
import { announce } from '../state/state.ts';
import { ProblemNote } from '../ui/problem.tsx';

const MODES = ['keep', 'end', 'remove'] as const;
const MOST_SHOWN = 200; // rows of a table

/** Facts of many units by one file: the form, what a file would change, and its confirmation. */
export function FactFile({ type, division, where, loaded }: { type: FactType; division: string | null; where: string; loaded: () => void }): VNode {
  const [gone, setGone] = useState<GoneMode>('keep');
  const [file, setFile] = useState<File | null>(null);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [isStale, setStale] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);

  const asked = (name: string, mode: GoneMode) => ({ name, type, gone: mode, ...(division !== null && { division }) });
  const send = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    setStale(false);
    try {
      await work();
    } catch (error) {
      const now = error instanceof ApiError && error.status === 412 ? (error.current as Checked) : null;
      if (now === null) setProblem(error);
      setStale(now !== null);
      setChecked(now);
    }
    setBusy(false);
  };
  const check = (chosen: File, mode: GoneMode): Promise<void> => {
    setFile(chosen);
    return send(async () => setChecked(await upload('checkFactFile', asked(chosen.name, mode), chosen, () => undefined, new AbortController().signal)));
  };
  const drop = (): void => {
    setFile(null);
    setChecked(null);
    setProblem(null);
    setStale(false);
    heading.current?.focus();
  };
  const load = (chosen: File, { version, ...found }: Checked): Promise<void> =>
    send(async () => {
      await upload('loadFactFile', asked(chosen.name, gone), chosen, () => undefined, new AbortController().signal, version);
      announce(cv('file.loaded', { n: written(found.counts, gone) }));
      drop();
      renewData();
      loaded();
    });
  return (
    <section class="fact-file" aria-labelledby="fact-file" aria-busy={busy}>
      <h3 id="fact-file" tabIndex={-1} ref={heading}>{cv('file.title', { where })}</h3>
      <p class="muted">{cv('file.hint')}</p>
      <div class="desk-filters">
        <p class="fact-forms">
          {(['xlsx', 'csv'] as const).map((f) => (
            <a key={f} class="button" data-form={f} download href={addressOf('exportCoverage', { of: 'fact_form', type, f, ...(division !== null && { division }) })}>
              {cv('file.form')} {f.toUpperCase()}
            </a>
          ))}
        </p>
        <label>
          <span>{cv('file.gone')}</span>
          <select name="gone" disabled={busy} onChange={(event) => {
            const mode = event.currentTarget.value as GoneMode;
            setGone(mode);
            if (file !== null) void check(file, mode);
          }}>
            {MODES.map((id) => <option key={id} value={id} selected={id === gone}>{cv(`file.gone.${id}`)}</option>)}
          </select>
        </label>
        <label>
          <span>{cv('file.choose')}</span>
          <input type="file" name="facts" disabled={busy} accept=".csv,.tsv,.txt,.xlsx" onChange={(event) => {
            const [chosen] = event.currentTarget.files ?? [];
            if (chosen) void check(chosen, gone);
            event.currentTarget.value = ''; // the same file may be chosen again, mended
          }} />
        </label>
      </div>
      <p role="status" class="fact-status">{file === null ? '' : busy ? cv('file.checking', { name: file.name }) : checked === null ? '' : statusOf(file.name, checked, gone)}</p>
      {isStale && <p class="note">{cv('file.stale')}</p>}
      <ProblemNote error={problem} />
      {file !== null && checked !== null && !busy && (
        <>
          <Found checked={checked} />
          <Changed changes={checked.changes} counts={checked.counts} />
          <p class="actions">
            {checked.errors === 0 && written(checked.counts, gone) > 0 && (
              <button class="primary" data-do="load" onClick={() => void load(file, checked)}>
                {cv('file.load', { n: written(checked.counts, gone) })}
              </button>
            )}
            <button data-do="drop" onClick={drop}>{cv('file.drop')}</button>
          </p>
        </>
      )}
    </section>
  );
} // prettier-ignore

const written = ({ added, changed, gone }: Checked['counts'], mode: GoneMode): number =>
  added + changed + (mode === 'keep' ? 0 : gone);

function statusOf(name: string, { errors, rows, counts }: Checked, mode: GoneMode): string {
  if (errors > 0) return cv('file.refused', { name, n: errors });
  return cv(written(counts, mode) === 0 ? 'file.unchanged' : 'file.checked', { name, n: rows });
}

/** Faults and warnings: row, column, what is wrong and how to mend it. */
function Found({ checked: { findings } }: { checked: Checked }): VNode | null {
  if (findings.length === 0) return null;
  return (
    <div class="fact-table" role="region" tabIndex={0} aria-label={cv('file.what')}>
      <table class="office-table">
        <thead>
          <tr>
            {[cv('file.line'), cv('file.column'), cv('file.what')].map((head) => <th key={head} scope="col">{head}</th>)}
          </tr>
        </thead>
        <tbody>
          {findings.slice(0, MOST_SHOWN).map(({ severity, check, line, field, value, reason, remedy }, at) => (
            <tr key={at} data-check={check}>
              <th scope="row"><span class={`severity ${severity}`}>{cv(`file.${severity}`)}</span> {line === null ? '—' : number(line)}</th>
              <td>{field ?? '—'}{value !== null && <> <q>{value}</q></>}</td>
              <td>{reason}<br />{remedy}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {findings.length > MOST_SHOWN && <p class="muted">{cv('file.more', { n: MOST_SHOWN })}</p>}
    </div>
  );
} // prettier-ignore

const COUNTED = ['added', 'changed', 'gone', 'same'] as const;

/** What would be new, changed and gone; what stays the same is counted only. */
function Changed({ changes, counts }: Pick<Checked, 'changes' | 'counts'>): VNode {
  return (
    <>
      <p class="fact-counts">
        {COUNTED.map((id) => (
          <span key={id} data-count={id}>{changeWord(id)} <b class="figures">{number(counts[id])}</b></span>
        ))}
      </p>
      {changes.length > 0 && (
        <div class="fact-table" role="region" tabIndex={0} aria-label={cv('file.after')}>
          <table class="office-table">
            <thead>
              <tr>
                {[cv('file.line'), cv('file.unit'), cv('file.before'), cv('file.after')].map((head) => <th key={head} scope="col">{head}</th>)}
              </tr>
            </thead>
            <tbody>
              {changes.slice(0, MOST_SHOWN).map(({ change, line, path, before, after }, at) => (
                <tr key={at} data-change={change}>
                  <th scope="row"><span class="change-word">{changeWord(change)}</span> {line === null ? '' : number(line)}</th>
                  <td>{path.slice(2).map(({ name }) => name).join(' ') || path.at(-1)?.name} <small class="figures">{(after ?? before)!.division}</small></td>
                  <td>{inWords(before)}</td>
                  <td>{inWords(after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {changes.length > MOST_SHOWN && <p class="muted">{cv('file.more', { n: MOST_SHOWN })}</p>}
        </div>
      )}
    </>
  );
} // prettier-ignore

const changeWord = (change: FactFileChange['change']): string => cv(change === 'gone' ? 'file.gone.count' : `file.${change}`); // prettier-ignore

function inWords(fact: FactFileChange['before']): string {
  if (fact === null) return '—';
  const { type, value, detail, document, validFrom, validTo } = fact;
  const days = validFrom === null && validTo === null ? null : `${validFrom ?? '…'} – ${validTo ?? '…'}`;
  return [type === 'zone' || type === 'person' ? cvWord(type, value) : value, document, detail, days].filter(Boolean).join(' · '); // prettier-ignore
}
