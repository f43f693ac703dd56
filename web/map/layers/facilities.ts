import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { word } from '../../i18n/t.ts';
import { SANS, type Scene } from '../scene.ts';

export const FACILITY_ZOOM = 6;

/** While coverage is shown, only its kind is, and from the region down. */
const only = (kind: string | undefined): { minzoom: number; filter?: FilterSpecification } =>
  kind === undefined ? { minzoom: FACILITY_ZOOM } : { minzoom: 0, filter: ['==', ['get', 'kind'], kind] };

const STATUSES = ['planned', 'building', 'suspended', 'closed', 'unknown'];

/** The name; from z12 on also the status of what does not operate. */
const label = (): ExpressionSpecification => [
  'step',
  ['zoom'],
  '',
  11,
  ['get', 'name'],
  12,
  [
    'concat',
    ['get', 'name'],
    ['match', ['coalesce', ['get', 'status'], 'unknown'], ...STATUSES.flatMap((id) => [id, `\n(${word('facility', id)})`]), ''], // prettier-ignore
  ] as unknown as ExpressionSpecification,
];

const badge = (theme: string): ExpressionSpecification => [
  'concat',
  'facility|',
  ['coalesce', ['get', 'kind'], 'other'],
  ['case', ['==', ['get', 'status'], 'operating'], '|on', '|off'],
  `|${theme}`,
];

/** Civil-affairs facilities: one badge per kind; what does not operate is drawn hollow. */
export function facilityLayers({ palette, theme, layers, coverage }: Scene): LayerSpecification[] {
  return [
    {
      id: 'facility',
      type: 'symbol',
      source: 'facilities',
      'source-layer': 'facility',
      ...only(coverage?.answer.kind.id),
      layout: {
        visibility: layers.has('facilities') ? 'visible' : 'none',
        'icon-image': ['step', ['zoom'], `facility-dot|${theme}`, FACILITY_ZOOM, badge(theme)],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 4, 0.8, 6, 0.7, 8, 0.85, 12, 1.1, 17, 1.4],
        'icon-allow-overlap': coverage ? true : ['step', ['zoom'], false, 10.5, true],
        'icon-ignore-placement': coverage !== null,
        'icon-padding': 0,
        'text-field': label(),
        'text-font': SANS,
        'text-size': ['interpolate', ['linear'], ['zoom'], 12, 11.5, 17, 14],
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 1.1,
        'text-max-width': 9,
        'text-optional': true,
      },
      paint: { 'text-color': palette.text, 'text-halo-color': palette.halo, 'text-halo-width': 1.5 },
    },
  ];
}
