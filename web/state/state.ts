import { batch, computed, effect, signal } from '@preact/signals';
import {
  EMPTY,
  formatHash,
  parseHash,
  type LayerId,
  type RecordKey,
  type UrlState,
  type View,
} from './url.ts';

/** All of the state that a link carries. Everything on the page is derived from this signal or fetched by it. */
export const state = signal<UrlState>(firstState());

/** On a phone an empty link opens the map, without a sheet over half of it. */
function firstState(): UrlState {
  const asked = parseHash(location.hash);
  return location.hash === '' && innerWidth < 760 ? { ...asked, panel: null } : asked;
}

/** Set when a link, Back or Forward asks for another place on the map; the map moves there and answers with `view`. */
export const jump = signal<View | null>(null);

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const dark = signal(systemDark.matches);
systemDark.addEventListener('change', (event) => (dark.value = event.matches));

export const theme = computed<'light' | 'dark'>(() => state.value.theme ?? (dark.value ? 'dark' : 'light'));
export const lang = computed<'zh' | 'en'>(() => state.value.lang ?? 'zh');
export const record = computed(() => state.value.record);
export const layers = computed(() => new Set<LayerId>(state.value.layers));
/** The kind whose coverage colours the map; null when neither coverage nor scenarios are open. */
export const coverageKind = computed(() =>
  state.value.panel === 'coverage' || state.value.panel === 'scenario'
    ? (state.value.kind ?? 'funeral_home')
    : null,
);

/** The day that the map shows; null: today. In the coverage `at` is the day of the rules; it and the nearest service are about today. */
export const mapDay = computed(() =>
  coverageKind.value === null && state.value.panel !== 'nearby' ? state.value.at : null,
);

/** 0..1: the share below which a unit is a reach gap, as the link has it; null: the server's. */
export const askedShare = computed(() => (state.value.share === null ? null : state.value.share / 100));

export const live = signal(''); // what a screen reader hears next
export const announce = (text: string): void => {
  live.value = text;
};

/** A step that Back should undo. */
export const go = (change: Partial<UrlState>): void => write(change, 'pushState');
/** A change of the same place: moving, typing, sliding. */
export const adjust = (change: Partial<UrlState>): void => write(change, 'replaceState');
export const select = (key: RecordKey): void => go({ record: key });

function write(change: Partial<UrlState>, how: 'pushState' | 'replaceState'): void {
  const leaves = ('record' in change || 'panel' in change) && !('form' in change);
  const strays = leaves && change.record?.type !== 'marker'; // a walk goes from marker to marker
  const next = {
    ...state.peek(),
    ...(leaves && { form: null, here: null, part: null, paper: null, scale: null }),
    ...(strays && { walk: null }),
    ...change,
  };
  const hash = formatHash(next);
  state.value = next;
  if (hash !== location.hash) history[how](null, '', hash);
}

export function toggleLayer(id: LayerId): void {
  const on = new Set(state.peek().layers);
  if (!on.delete(id)) on.add(id);
  adjust({ layers: EMPTY.layers.filter((layer) => on.has(layer)) });
}

/** Follow Back, Forward and hand-edited links; keep `<html>` in step with language and theme. */
export function startState(): void {
  const read = (): void => {
    const next = parseHash(location.hash);
    batch(() => {
      state.value = next;
      if (next.view) jump.value = next.view;
    });
  };
  addEventListener('popstate', read);
  addEventListener('hashchange', read);
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
    document.documentElement.lang = lang.value === 'zh' ? 'zh-CN' : 'en';
  });
}
