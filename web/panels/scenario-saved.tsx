import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Scenario, ScenarioSummary } from '../../server/api/scenarios.ts';
import { call } from '../api.ts';
import { sc } from '../i18n/scenarios.ts';
import { moment } from '../i18n/t.ts';
import {
  active,
  basis,
  detour,
  failure,
  plans,
  isRoad,
  threshold,
  setPlan,
  SLOTS,
  type Slot,
} from '../state/scenario.ts';
import { may } from '../state/session.ts';
import { adjust, announce, askedShare, coverageKind, go, state } from '../state/state.ts';
import { formatHash } from '../state/url.ts';
import { useAnswer } from '../ui/asked.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Form, Question } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';

const keyOf = (slot: Slot): 'scenario' | 'against' => (slot === 'A' ? 'scenario' : 'against');

/** Puts a saved scenario into a plan; its kind, threshold, share and detour become those of the page. */
function open(slot: Slot, saved: Scenario): void {
  const share = saved.shareThreshold === null ? null : Math.round(saved.shareThreshold * 1000) / 10;
  const isDetour = saved.method === 'straight' && saved.detour !== 1;
  const asked = {
    method: isDetour ? ('detour' as const) : saved.method,
    detour: isDetour ? saved.detour : null,
    T: saved.threshold,
    share,
  };
  if (coverageKind.peek() !== saved.kind.id) adjust({ kind: saved.kind.id, ...asked });
  else if (slot === 'A') adjust(asked);
  setPlan(slot, { changes: saved.changes, saved });
  adjust({ [keyOf(slot)]: saved.id });
}

/** Opens what the link names, once the kind is there. */
function useLinked(slot: Slot): void {
  const id = state.value[keyOf(slot)];
  const ready = basis.value !== null;
  useEffect(() => {
    if (id === null || !ready || plans.peek()[slot].saved?.id === id) return;
    call('getScenario', { id }).then((saved) => open(slot, saved), (error: unknown) => (failure.value = error));
  }, [id, ready]);
} // prettier-ignore

/** Saved scenarios, one's own and those that are shared; saving, sharing, deleting the plan that is open. */
export function ScenarioSaved(): VNode {
  useLinked('A');
  useLinked('B');
  const [edition, setEdition] = useState(0);
  const kind = coverageKind.value ?? '';
  const { answer, error, again } = useAnswer('listScenarios', { kind, limit: 50 });
  useEffect(() => void (edition > 0 && again()), [edition]);
  const renew = (): void => setEdition((n) => n + 1);
  return (
    <section class="scenario-saved">
      {may('facility.edit') && plans.value[active.value].changes.length > 0 && <Save slot={active.value} renew={renew} />}
      <h3>{sc('saved')}</h3>
      <ProblemNote error={error} retry={again} />
      {answer?.items.length === 0 && <p class="muted">{sc('saved.none')}</p>}
      <ul class="plain">
        {answer?.items.map((item) => <Saved key={item.id} item={item} renew={renew} />)}
      </ul>
    </section>
  );
} // prettier-ignore

function Saved({ item, renew }: { item: ScenarioSummary; renew: () => void }): VNode {
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const { id, title, shared, own } = item;
  const read = (slot: Slot): void => void call('getScenario', { id }).then((saved) => open(slot, saved), setProblem);
  const remove = (yes: boolean): void => {
    setAsking(false);
    if (!yes) return;
    call('deleteScenario', { id }, undefined, item.version).then(() => {
      for (const slot of SLOTS) if (plans.peek()[slot].saved?.id === id) {
        setPlan(slot, { ...plans.peek()[slot], saved: null });
        adjust({ [keyOf(slot)]: null });
      }
      announce(sc('save.removed'));
      renew();
    }, setProblem);
  };
  return (
    <li data-scenario={id}>
      <div>
        <b>{title}</b> {shared && <span class="tag">{sc('saved.shared')}</span>}
        <small>{sc('saved.by', { author: item.author, when: moment(item.updatedAt), n: item.changes })}</small>
      </div>
      {SLOTS.map((slot) => <button key={slot} data-open={slot} onClick={() => read(slot)}>{sc('saved.open', { slot })}</button>)}
      {shared && <button onClick={() => void copyLink(id)}>{sc('save.link')}</button>}
      {own && <button class="text" onClick={() => setAsking(true)}>{sc('save.remove')}</button>}
      <ProblemNote error={problem} />
      {asking && <Confirm title={sc('save.sure', { title })} action={sc('save.remove')} grave answer={remove}><p>{sc('save.never')}</p></Confirm>}
    </li>
  );
} // prettier-ignore

async function copyLink(id: number): Promise<void> {
  const hash = formatHash({ ...state.peek(), scenario: id, against: null, record: null });
  await navigator.clipboard?.writeText(`${location.origin}${location.pathname}${hash}`);
  announce(sc('save.copied'));
}

function Save({ slot, renew }: { slot: Slot; renew: () => void }): VNode {
  const { changes, saved } = plans.value[slot];
  const own = saved?.own === true;
  const send = async (value: (name: string) => string, form: HTMLFormElement): Promise<void> => {
    const shared = new FormData(form).get('shared') !== null;
    const content = { title: value('title'), method: isRoad.peek() ? ('road' as const) : ('straight' as const), threshold: threshold.peek(), detour: detour.peek(), shareThreshold: askedShare.peek(), changes, note: value('note') || null, shared };
    const isNew = !own || new FormData(form).get('new') !== null;
    const made = isNew
      ? await call('createScenario', { body: { ...content, kind: coverageKind.peek()! } })
      : await call('editScenario', { id: saved!.id, body: content }, undefined, saved!.version);
    setPlan(slot, { changes, saved: made });
    go({ [keyOf(slot)]: made.id });
    renew();
  };
  return (
    <details class="save" open={saved !== null}>
      <summary>{sc('save', { slot })}</summary>
      {saved !== null && !own && <p class="muted">{sc('saved.foreign')}</p>}
      <Form key={`${slot}-${saved?.id ?? 'new'}`} action={own ? sc('save.change') : sc('save.new')} done={sc('save.done')} label={sc('save', { slot })} send={send}>
        <Question label={sc('save.title')}><input name="title" required maxLength={200} defaultValue={saved?.title ?? ''} /></Question>
        <Question label={sc('save.note')}><textarea name="note" maxLength={2000} rows={2} defaultValue={saved?.note ?? ''} /></Question>
        <label class="check"><input type="checkbox" name="shared" defaultChecked={saved?.shared ?? false} /> {sc('save.shared')}</label>
        {own && <label class="check"><input type="checkbox" name="new" /> {sc('save.new')}</label>}
      </Form>
      {saved?.shared === true && <button onClick={() => void copyLink(saved.id)}>{sc('save.link')}</button>}
    </details>
  );
} // prettier-ignore
