/** The state of the page, as it stands in the hash: `#/places?m=8.2/43.95/116.07&sel=place:123&L=divisions,places`. */
export interface View {
  zoom: number;
  lat: number;
  lon: number;
}

/** Tabs in their groups: to look up, the work on boundaries, on names, on coverage, and the rest. */
export const PANEL_GROUPS = {
  look: ['divisions', 'places', 'boundaries', 'markers', 'facilities'],
  lines: ['inspections', 'field', 'boundary-desk'],
  names: ['naming', 'verify', 'desk'],
  coverage: ['coverage', 'scenario', 'nearby'],
  data: ['view', 'drafts', 'imports', 'about'],
} as const;
export type PanelGroup = keyof typeof PANEL_GROUPS;
/** Panels of the account menu: no tabs, and wide. */
export const OFFICE_PANELS = ['profile', 'tokens', 'accounts', 'audit'] as const;
export type OfficePanel = (typeof OFFICE_PANELS)[number];
const TAB_PANELS = Object.values(PANEL_GROUPS).flat();
/** Opened from divisions, markers and lines. */
const PRINTED_PANELS = ['handbook', 'sheets'] as const;
export const PANELS = [...TAB_PANELS, ...PRINTED_PANELS, ...OFFICE_PANELS];
export type Panel = (typeof PANELS)[number];

export const isOffice = (panel: Panel | null): panel is OfficePanel =>
  (OFFICE_PANELS as readonly (Panel | null)[]).includes(panel);

export const LAYERS = ['divisions', 'labels', 'boundaries', 'markers', 'places', 'facilities', 'signs', 'grid'] as const; // prettier-ignore
export type LayerId = (typeof LAYERS)[number];

/** What lies under the layers: our own land, nothing, or a map of 天地图 where the server offers it. */
export const BASEMAPS = ['own', 'blank', 'tdt-vec', 'tdt-img', 'tdt-ter'] as const;
export type Basemap = (typeof BASEMAPS)[number];

/** Paper of a printed map. */
export const PAPERS = ['a4-landscape', 'a4-portrait', 'a3-landscape', 'a3-portrait'] as const;
export type Paper = (typeof PAPERS)[number];

export const RECORD_TYPES = [
  'division',
  'place',
  'boundary-line',
  'marker',
  'facility',
  'meeting-point',
] as const;
export type RecordType = (typeof RECORD_TYPES)[number];
export interface RecordKey {
  type: RecordType;
  id: string;
}

/** The form that is open: over the chosen record, for a new one, or for the open draft; `event` and `register` stand in the page of a marker. */
export const FORMS = ['record', 'propose', 'place', 'facility', 'draft', 'marker', 'event', 'register'] as const; // prettier-ignore
export type Form = (typeof FORMS)[number];

export const MEASURES = ['duty', 'reach', 'burden'] as const;
export type Measure = (typeof MEASURES)[number];
export const COVERAGE_UNITS = ['county', 'township', 'prefecture'] as const;
export type CoverageUnitId = (typeof COVERAGE_UNITS)[number];
export const COVERAGE_METHODS = ['straight', 'detour', 'road'] as const;
export type CoverageMethod = (typeof COVERAGE_METHODS)[number];

/** What the audit log is narrowed to, by its key in the hash. */
export const AUDIT_KEYS = {
  actor: 'who',
  action: 'did',
  type: 'of',
  record: 'id',
  division: 'in',
  from: 'from',
  to: 'to',
  q: 'text',
} as const;
export type AuditFilter = { -readonly [K in keyof typeof AUDIT_KEYS]?: string };

/** What the list of places is narrowed to besides division and class, by its key in the hash, and what it can be. */
export const PLACE_KEYS = {
  q: ['nm', /^[^\p{Cc}]{1,60}$/u],
  status: ['st', /^(current|renamed|abolished|merged|proposed)$/],
  source: ['src', /^[\w.-]{1,60}$/],
  language: ['ln', /^(mn-Mong|mn-Cyrl|mn-Latn|minority)$/],
  origin: ['yz', /^[^&#]{1,60}$/],
  at: ['on', /^\d{4}-\d\d-\d\d$/],
  sample: ['smp', /^(true|false)$/],
  public: ['pub', /^(true|false)$/],
  secrecy: ['mj', /^(公开|内部|秘密|机密|绝密)$/],
  bbox: ['box', /^-?[\d.]+(,-?[\d.]+){3}$/],
  polygon: ['poly', /^-?[\d.]+,-?[\d.]+(;-?[\d.]+,-?[\d.]+){2,200}$/], // vertices, the first not repeated
} as const;
export type PlaceFilter = { -readonly [K in keyof typeof PLACE_KEYS]?: string };

export interface UrlState {
  panel: Panel | null;
  view: View | null;
  q: string;
  record: RecordKey | null;
  layers: LayerId[];
  base: Basemap;
  paper: Paper | null; // the page that prints the map is open
  scale: number | null; // N of 1:N on that page
  division: string | null; // code that the lists are limited to
  filter: string | null; // the one other filter of the open list: class, level, condition or kind
  places: PlaceFilter;
  asOf: string | null; // day on which the names of the chosen place are shown
  here: [number, number] | null; // spot that was asked about
  kind: string | null; // kind of facility whose coverage is shown
  T: number | null; // reach threshold, km
  unit: CoverageUnitId | null; // null: the unit of the kind
  method: CoverageMethod; // how far: as the crow flies, that times a detour factor, or minutes by road
  detour: number | null; // km of road to one of straight line; null: the server's
  share: number | null; // %, below which a unit is a reach gap; null: the server's
  tag: string | null; // of units: 边境旗县 ...
  measure: Measure;
  sort: string | null; // column of the coverage table or matrix, `-` behind it: falling
  scenario: number | null; // saved scenario that is open as A
  against: number | null; // the one beside it, B
  job: number | null; // import that is open in its panel
  account: string | null; // that is open in its panel, or `new`
  audit: AuditFilter;
  entry: number | null; // row of the audit log that is open
  draft: number | null; // draft that is open in its panel
  list: number | null; // list of names that is being verified, open in its panel
  form: Form | null;
  part: string | null; // of the chosen line or meeting point: `edit`, `document-12`, `segment-150102-150103`
  walk: string | null; // code of the line that is walked along
  at: string | null; // day that the map, the state of the lines and the coverage are shown of; null: today
  found: boolean; // whether the map shows the places that pass the filters, and no others
  due: boolean | null; // whether the map shows it; null: as long as its panel is open
  lang: 'zh' | 'en' | null;
  theme: 'light' | 'dark' | null;
  rest: [string, string][]; // keys of newer versions, kept as they are
}

export const DEFAULT_LAYERS: LayerId[] = [...LAYERS];

export const EMPTY: UrlState = {
  panel: 'divisions',
  view: null,
  q: '',
  record: null,
  layers: DEFAULT_LAYERS,
  base: 'own',
  paper: null,
  scale: null,
  division: null,
  filter: null,
  places: {},
  asOf: null,
  here: null,
  kind: null,
  T: null,
  unit: null,
  method: 'straight',
  detour: null,
  share: null,
  tag: null,
  measure: 'duty',
  sort: null,
  scenario: null,
  against: null,
  job: null,
  account: null,
  audit: {},
  entry: null,
  draft: null,
  list: null,
  form: null,
  part: null,
  walk: null,
  at: null,
  found: false,
  due: null,
  lang: null,
  theme: null,
  rest: [],
};

const auditNames = Object.keys(AUDIT_KEYS) as (keyof AuditFilter)[];
const auditKeyOf = (key: string): keyof AuditFilter | undefined =>
  auditNames.find((name) => AUDIT_KEYS[name] === key);

const placeNames = Object.keys(PLACE_KEYS) as (keyof PlaceFilter)[];
const placeKeyOf = (key: string): keyof PlaceFilter | undefined =>
  placeNames.find((name) => PLACE_KEYS[name][0] === key);

const oneOf = <T extends string>(list: readonly T[], text: string | null): T | null =>
  list.find((item) => item === text) ?? null;

export function parseHash(hash: string): UrlState {
  const [, path = '', query = ''] = /^#?\/?([^?]*)\??(.*)$/s.exec(hash) ?? [];
  const state: UrlState = { ...EMPTY, audit: {}, places: {}, rest: [] };
  state.panel = path === 'map' ? null : (oneOf(PANELS, path) ?? EMPTY.panel);
  for (const [key, value] of new URLSearchParams(query)) {
    if (key === 'm') state.view = parseView(value);
    else if (key === 'q') state.q = value.slice(0, 100);
    else if (key === 'sel') state.record = parseRecord(value);
    else if (key === 'L') state.layers = LAYERS.filter((id) => value.split(',').includes(id));
    else if (key === 'B') state.base = oneOf(BASEMAPS, value) ?? 'own';
    else if (key === 'print') state.paper = oneOf(PAPERS, value);
    else if (key === 'sc') state.scale = /^[1-9]\d{3,8}$/.test(value) ? Number(value) : null;
    else if (key === 'd') state.division = /^\d{6}(\d{3})?$/.test(value) ? value : null;
    else if (key === 'f') state.filter = /^[\w-]{1,60}$/.test(value) ? value : null;
    else if (placeKeyOf(key)) {
      const name = placeKeyOf(key)!;
      if (PLACE_KEYS[name][1].test(value)) state.places[name] = value;
    } else if (key === 'asof') state.asOf = PLACE_KEYS.at[1].test(value) ? value : null;
    else if (key === 'here') state.here = parsePoint(value);
    else if (key === 'cov') state.kind = /^[a-z][a-z_]{1,60}$/.test(value) ? value : null;
    else if (key === 'T') state.T = Number(value) >= 1 && Number(value) <= 1000 ? Number(value) : null;
    else if (key === 'unit') state.unit = oneOf(COVERAGE_UNITS, value);
    else if (key === 'how') state.method = oneOf(COVERAGE_METHODS, value) ?? 'straight';
    else if (key === 'dt') state.detour = Number(value) >= 1 && Number(value) <= 3 ? Number(value) : null;
    else if (key === 'sh') state.share = Number(value) >= 1 && Number(value) <= 100 ? Number(value) : null;
    else if (key === 'tag') state.tag = PLACE_KEYS.q[1].test(value) ? value : null;
    else if (key === 'o') state.sort = /^[a-z][\w.]{0,60}-?$/i.test(value) ? value : null;
    else if (key === 'by') state.measure = oneOf(MEASURES, value) ?? 'duty';
    else if (key === 'scn') state.scenario = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
    else if (key === 'vs') state.against = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
    else if (key === 'job') state.job = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
    else if (key === 'account') state.account = /^(new|[\da-f-]{36})$/.test(value) ? value : null;
    else if (auditKeyOf(key)) state.audit[auditKeyOf(key)!] = value.slice(0, 100);
    else if (key === 'entry') state.entry = /^[1-9]\d{0,14}$/.test(value) ? Number(value) : null;
    else if (key === 'draft') state.draft = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
    else if (key === 'list') state.list = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
    else if (key === 'at') state.at = PLACE_KEYS.at[1].test(value) ? value : null;
    else if (key === 'fm') state.found = value === '1';
    else if (key === 'due') state.due = value === '1' || (value === '0' ? false : null);
    else if (key === 'form') state.form = oneOf(FORMS, value);
    else if (key === 'part') state.part = /^[a-z]+(-[\w-]{1,40})?$/.test(value) ? value : null;
    else if (key === 'walk') state.walk = /^[\w-]{2,30}$/.test(value) ? value : null;
    else if (key === 'lang') state.lang = oneOf(['zh', 'en'] as const, value);
    else if (key === 'theme') state.theme = oneOf(['light', 'dark'] as const, value);
    else state.rest.push([key, value]);
  }
  return state;
}

export function formatHash(state: UrlState): string {
  const query: string[] = [];
  const put = (key: string, value: string | null) => {
    if (value !== null && value !== '') query.push(`${key}=${encode(value)}`);
  };
  if (state.view) put('m', formatView(state.view));
  put('q', state.q);
  if (state.record) put('sel', `${state.record.type}:${state.record.id}`);
  if (state.layers.length < LAYERS.length) query.push(`L=${state.layers.join(',')}`); // an empty L means: none
  if (state.base !== 'own') put('B', state.base);
  put('print', state.paper);
  put('sc', state.scale === null ? null : String(state.scale));
  put('d', state.division);
  put('f', state.filter);
  for (const name of placeNames) put(PLACE_KEYS[name][0], state.places[name] ?? null);
  put('asof', state.asOf);
  put('here', state.here && state.here.join(','));
  put('cov', state.kind);
  put('T', state.T === null ? null : String(state.T));
  put('unit', state.unit);
  if (state.method !== 'straight') put('how', state.method);
  put('sh', state.share === null ? null : String(state.share));
  put('dt', state.detour === null ? null : String(state.detour));
  put('tag', state.tag);
  if (state.measure !== 'duty') put('by', state.measure);
  put('o', state.sort);
  put('scn', state.scenario === null ? null : String(state.scenario));
  put('vs', state.against === null ? null : String(state.against));
  put('job', state.job === null ? null : String(state.job));
  put('account', state.account);
  for (const name of auditNames) put(AUDIT_KEYS[name], state.audit[name] ?? null);
  put('entry', state.entry === null ? null : String(state.entry));
  put('draft', state.draft === null ? null : String(state.draft));
  put('list', state.list === null ? null : String(state.list));
  put('form', state.form);
  put('part', state.part);
  put('walk', state.walk);
  put('at', state.at);
  put('fm', state.found ? '1' : null);
  put('due', state.due === null ? null : state.due ? '1' : '0');
  put('lang', state.lang);
  put('theme', state.theme);
  for (const [key, value] of state.rest) query.push(`${encode(key)}=${encode(value)}`);
  return `#/${state.panel ?? 'map'}${query.length ? `?${query.join('&')}` : ''}`;
}

/** Percent-encode only what would break the hash, so that a link with Chinese in it can be read. */
const encode = (text: string): string => text.replace(/[\s%&=+#?"<>]/g, (sign) => encodeURIComponent(sign));

function parsePoint(text: string): [number, number] | null {
  const [lon, lat, ...more] = text.split(',').map(Number);
  const ok = more.length === 0 && lon !== undefined && lat !== undefined && Math.abs(lon) <= 180 && Math.abs(lat) <= 90; // prettier-ignore
  return ok ? [lon, lat] : null;
}

function parseView(text: string): View | null {
  const [zoom, lat, lon] = text.split('/').map(Number);
  const ok =
    zoom !== undefined &&
    lat !== undefined &&
    lon !== undefined &&
    zoom >= 0 &&
    zoom <= 22 &&
    Math.abs(lat) <= 85 &&
    Math.abs(lon) <= 180;
  return ok ? { zoom, lat, lon } : null;
}

const formatView = ({ zoom, lat, lon }: View): string => {
  const digits = Math.max(2, Math.ceil((zoom * Math.LN2 + Math.log(512 / 360 / 0.5)) / Math.LN10));
  return `${Number(zoom.toFixed(2))}/${Number(lat.toFixed(digits))}/${Number(lon.toFixed(digits))}`;
};

function parseRecord(text: string): RecordKey | null {
  const [, name = '', id = ''] = /^([a-z-]+):([\w-]{1,40})$/.exec(text) ?? [];
  const type = oneOf(RECORD_TYPES, name);
  return type && { type, id };
}
