import type { VNode } from 'preact';
import { ApiError } from './api.ts';
import { t } from './i18n/t.ts';
import { mapStatus } from './map/flight.ts';
import { AboutPanel } from './panels/about.tsx';
import { AccountMenu, OFFICE_ACTIONS } from './panels/account-menu.tsx';
import { BoundariesPanel } from './panels/boundaries.tsx';
import { DeskCount } from './panels/desk-count.tsx';
import { DivisionsPanel } from './panels/divisions.tsx';
import { FacilitiesPanel } from './panels/facilities.tsx';
import { MapView } from './panels/map.tsx';
import { MarkersPanel } from './panels/markers.tsx';
import { PlacesPanel } from './panels/places.tsx';
import { RecordPanel } from './panels/record.tsx';
import { Search } from './panels/search.tsx';
import { SignInPage } from './panels/sign-in.tsx';
import { StartPage, StartStrip } from './panels/startup.tsx';
import { ViewPanel } from './panels/view.tsx';
import { may, mustSignIn, session, signingIn } from './state/session.ts';
import { offline } from './state/offline.ts';
import { adjust, go, lang, live, record, state, theme } from './state/state.ts';
import { importing, readiness, status } from './state/startup.ts';
import { isOffice, PANEL_GROUPS, type Panel, type PanelGroup } from './state/url.ts';
import { lazy } from './ui/lazy.tsx';

/** The form of a record is read when it is first opened. */
const EditForm = lazy(async () => (await import('./panels/edit.tsx')).EditPanel);

const MarkerAdd = lazy(async () => (await import('./panels/marker-add.tsx')).MarkerAdd);

const MapSheet = lazy(async () => (await import('./panels/map-sheet.tsx')).MapSheet);

const Here = lazy(async () => (await import('./panels/here.tsx')).HerePanel);

const BODIES: Record<Panel, () => VNode> = {
  divisions: DivisionsPanel,
  places: PlacesPanel,
  boundaries: BoundariesPanel,
  markers: MarkersPanel,
  inspections: lazy(async () => (await import('./panels/inspections.tsx')).InspectionsPanel),
  field: lazy(async () => (await import('./panels/field.tsx')).FieldPanel),
  facilities: FacilitiesPanel,
  coverage: lazy(async () => (await import('./panels/coverage.tsx')).CoveragePanel),
  nearby: lazy(async () => (await import('./panels/nearby.tsx')).NearbyPanel),
  scenario: lazy(async () => (await import('./panels/scenario.tsx')).ScenarioPanel),
  naming: lazy(async () => (await import('./panels/naming.tsx')).NamingPanel),
  verify: lazy(async () => (await import('./panels/verify.tsx')).VerifyPanel),
  view: ViewPanel,
  desk: lazy(async () => (await import('./panels/desk.tsx')).DeskPanel),
  'boundary-desk': lazy(async () => (await import('./panels/boundary-desk.tsx')).BoundaryDeskPanel),
  drafts: lazy(async () => (await import('./panels/drafts.tsx')).DraftsPanel),
  imports: lazy(async () => (await import('./panels/imports.tsx')).ImportsPanel),
  about: AboutPanel,
  handbook: lazy(async () => (await import('./panels/handbook.tsx')).HandbookPanel),
  sheets: lazy(async () => (await import('./panels/sheets.tsx')).SheetsPanel),
  profile: lazy(async () => (await import('./panels/profile.tsx')).ProfilePanel),
  tokens: lazy(async () => (await import('./panels/tokens.tsx')).TokensPanel),
  accounts: lazy(async () => (await import('./panels/accounts.tsx')).AccountsPanel),
  audit: lazy(async () => (await import('./panels/audit.tsx')).AuditPanel),
};

export function App(): VNode {
  document.title = t('app.title');
  if (!readiness.value?.usable) return <StartPage />;
  if (mustSignIn() || signingIn.value) return <SignInPage />;
  const { panel, here, form, filter, paper } = state.value;
  const shown = panel !== null || record.value !== null || form !== null || here !== null || paper !== null;
  return (
    <div
      class={`app${shown ? '' : ' closed'}${paper === null ? widthOf(panel, filter) : ' wide office-open'}${panel === 'nearby' ? ' nearby-open' : ''}`}
      data-map={mapStatus.value}
    >
      <a
        class="skip"
        href="#search"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('search')?.focus();
        }}
      >
        {t('app.skip')}
      </a>
      <a
        class="skip"
        href="#panel"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('panel')?.focus();
        }}
      >
        {t('app.skipPanel')}
      </a>
      <header class="top">
        <h1>
          <span class="mark" aria-hidden="true" />
          <span>{t('app.name')}</span>
        </h1>
        <Search />
        <div class="tools">
          <AccountMenu />
          <button
            aria-label={`${t('app.theme.hint')}: ${theme.value === 'dark' ? t('app.theme.light') : t('app.theme.dark')}`}
            onClick={() => adjust({ theme: theme.value === 'dark' ? 'light' : 'dark' })}
          >
            {theme.value === 'dark' ? t('app.theme.light') : t('app.theme.dark')}
          </button>
          <button
            lang={lang.value === 'zh' ? 'en' : 'zh-CN'}
            onClick={() => adjust({ lang: lang.value === 'zh' ? 'en' : 'zh' })}
          >
            {t('app.lang')}
          </button>
        </div>
      </header>
      <StartStrip />
      <main class="body">
        <section class="panel" id="panel" tabIndex={-1} aria-label={t('app.panel')}>
          <Tabs panel={panel} />
          {shown && (
            <div class="panel-body" id="panel-body">
              {panel !== null && status.value?.notice && panel === 'coverage' && (
                <p class="print-only">{status.value.notice}</p>
              )}
              {paper !== null ? (
                <MapSheet />
              ) : form === 'marker' ? (
                <MarkerAdd />
              ) : form !== null && form !== 'event' && form !== 'register' ? (
                <EditForm />
              ) : record.value ? (
                <RecordPanel />
              ) : here !== null && panel !== 'nearby' ? (
                <Here />
              ) : (
                <Body panel={panel!} />
              )}
            </div>
          )}
        </section>
        <MapView />
      </main>
      <p class="hidden" role="status" aria-live="polite">
        {live.value}
      </p>
    </div>
  );
}

/** Pages of the coverage that are wide tables or sheets; its table and its flag cards leave room for the map. */
const isCoveragePage = (panel: Panel | null, filter: string | null): boolean =>
  panel === 'coverage' && /^(matrix|unprotected|snapshot|changes|report|setup)/.test(filter ?? '');

const widthOf = (panel: Panel | null, filter: string | null): string =>
  panel === 'imports' ||
  panel === 'naming' ||
  panel === 'scenario' ||
  panel === 'verify' ||
  panel === 'desk' ||
  panel === 'inspections' ||
  panel === 'boundary-desk'
    ? ' wide'
    : panel === 'field' && record.value === null
      ? ' field-open'
      : (isOffice(panel) || panel === 'handbook' || panel === 'sheets' || isCoveragePage(panel, filter)) &&
          record.value === null
        ? ' wide office-open'
        : '';

function Body({ panel }: { panel: Panel }): VNode {
  const Panel = BODIES[panel];
  if (isOffice(panel) && !may(OFFICE_ACTIONS[panel])) {
    return session.value === null ? (
      <p class="list-total">{t('app.loading')}</p>
    ) : (
      <p class="note problem" role="alert">
        {t('menu.refused')}
      </p>
    );
  }
  return <Panel />;
}

/** What a panel asks of the session; those that are not named are open to everybody. */
const asks: Partial<Record<Panel, Parameters<typeof may>[0]>> = {
  naming: 'read.staff',
  verify: 'read.staff',
  coverage: 'read.staff',
  scenario: 'read.staff',
  markers: 'read.staff',
  inspections: 'read.staff',
  'boundary-desk': 'read.staff',
  field: 'marker.inspect',
  desk: 'place.propose',
  drafts: 'draft',
  imports: 'import.read',
};
const withoutNetwork: readonly Panel[] = ['field', 'view', 'about'];

/** What this browser cannot show, or this reader may not do, is not offered. */
function isOffered(id: Panel): boolean {
  if (offline.value && !withoutNetwork.includes(id)) return false;
  if (id === 'view') return mapStatus.value !== 'unavailable';
  if (id === 'imports') return importing.value !== null && !(importing.value instanceof ApiError);
  const action = asks[id];
  return action === undefined || may(action);
}

/** Tabs that are links in all but name: each is a state of the URL. A second press closes the panel. */
function Tabs({ panel }: { panel: Panel | null }): VNode {
  const groups = (Object.keys(PANEL_GROUPS) as PanelGroup[])
    .map((group) => [group, PANEL_GROUPS[group].filter(isOffered)] as const)
    .filter(([, offered]) => offered.length > 0);
  return (
    <nav class="tabs" aria-label={t('app.tabs')}>
      {groups.map(([group, offered]) => (
        <div key={group} role="group" aria-label={t(`tabs.${group}`)}>
          {offered.map((id) => {
            const current = panel === id && !record.value && !state.value.here;
            return (
              <button
                key={id}
                aria-current={current ? 'page' : undefined}
                data-panel={id}
                onClick={() =>
                  go({ panel: current ? null : id, record: null, ...(panel !== id && { filter: null }) })
                }
              >
                {t(`panel.${id}`)}
                {id === 'desk' && <DeskCount />}
              </button>
            );
          })}
        </div>
      ))}
    </nav>
  );
}
