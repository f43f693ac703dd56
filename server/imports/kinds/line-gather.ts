import type { Position } from 'geojson';
import { lengthKm } from '../../boundaries/geodesic.ts';
import type { LineRow, SegmentRow } from '../../boundaries/topology.ts';
import { secrecies, type Secrecy } from './cell-values.ts';
import { cutByCounties } from './line-cut.ts';
import type { Carrier } from './line-fields.ts';
import { joinParts } from './line-geometry.ts';
import type { LineFeature } from './line-row.ts';

/** A legal line as it is stored, from one feature or from those of its pairs of banners. */
export interface GatheredLine extends LineRow {
  lines: Position[][]; // EPSG:4490 degrees
  /** Where the file has it. */
  firstLine: number;
  features: readonly LineFeature[];
  pieces: GatheredSegment[];
  legal: boolean;
  statedKm: number | null;
  agreement: string | null;
  approval: string | null;
  approvedOn: string | null;
  public: boolean;
  secrecy: Secrecy;
  attributes: unknown;
}

export interface GatheredSegment extends SegmentRow {
  carrier: Carrier | null;
  managing: string | null;
}

/**
 * Gathers features into legal lines (boundaries/topology.ts). A line that comes whole is cut into pairs of banners by the
 * derived segments, where there are any.
 * @param derived segments of the current topology
 */
export async function gatherLines(
  features: readonly LineFeature[],
  derived: readonly SegmentRow[],
  breathe: () => Promise<void>,
): Promise<GatheredLine[]> {
  const byCode = new Map<string, LineFeature[]>();
  for (const feature of features)
    byCode.set(feature.head.code, [...(byCode.get(feature.head.code) ?? []), feature]);
  const lines: GatheredLine[] = [];
  for (const [code, own] of byCode) {
    lines.push(gather(own, derived.filter(({ lineCode }) => lineCode === code))); // prettier-ignore
    await breathe();
  }
  return lines.sort((one, other) => (one.code < other.code ? -1 : 1));
}

function gather(own: LineFeature[], derived: readonly SegmentRow[]): GatheredLine {
  const [first] = own as [LineFeature];
  const pieces = own
    .flatMap((feature) => segmentsOf(feature, derived))
    .sort(
      (one, other) => compare(one.countyA, other.countyA) || compare(one.countyB ?? '', other.countyB ?? ''),
    );
  const parts = own.flatMap((feature) => feature.parts);
  const one = <T>(value: (feature: LineFeature) => T | null): T | null =>
    own.map(value).find((found) => found !== null) ?? null;
  const stated = own.every((feature) => feature.statedKm !== null);
  const secrecy = secrecies[Math.max(...own.map((feature) => secrecies.indexOf(feature.secrecy)))]!;
  return {
    ...first.head,
    name: one((feature) => feature.name) ?? first.head.name,
    lengthKm: sum(parts.map(lengthKm)),
    lines: joinParts(parts),
    segments: pieces.length,
    firstLine: first.line,
    features: own,
    pieces,
    // Legal only where every piece names the agreement or the approval that it rests on.
    legal: own.every((feature) => feature.agreement !== null || feature.approval !== null),
    statedKm: stated ? Math.round(sum(own.map((feature) => feature.statedKm!)) * 1e6) / 1e6 : null,
    agreement: one((feature) => feature.agreement),
    approval: one((feature) => feature.approval),
    approvedOn: one((feature) => feature.approvedOn),
    public: own.every((feature) => feature.public),
    secrecy,
    attributes: attributesOf(own),
  };
}

function segmentsOf(feature: LineFeature, derived: readonly SegmentRow[]): GatheredSegment[] {
  const { countyA, countyB, countyBName, carrier, managing } = feature;
  const own = { countyA, countyB, countyBName, parts: feature.parts };
  const pieces = feature.whole && derived.length > 0 ? cutByCounties(feature.parts, derived) : [own];
  return pieces.map(({ parts, ...sides }) => ({
    ...sides,
    lineCode: feature.head.code,
    lengthKm: sum(parts.map(lengthKm)),
    lines: joinParts(parts),
    carrier,
    managing,
  }));
}

/** What the file says besides: of a line that came in pieces, piece by piece. */
function attributesOf(own: readonly LineFeature[]): unknown {
  if (own.length === 1) return own[0]!.attributes;
  const pieces = own.flatMap(({ attributes, countyA, countyB }) => (attributes === null ? [] : [{ sides: [countyA, countyB], ...attributes }])); // prettier-ignore
  return pieces.length === 0 ? null : { segments: pieces };
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
