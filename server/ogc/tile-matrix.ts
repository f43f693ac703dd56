import { mercatorX, mercatorY } from '../tiles/mercator.ts';

type Json = Record<string, unknown>;

export const webMercatorQuad = 'WebMercatorQuad';
export const tileMatrixSetUri = 'http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad';
export const webMercatorUri = 'http://www.opengis.net/def/crs/EPSG/0/3857';

const halfWorld = 20_037_508.342789244; // m
const pixelM = 0.00028; // a rendered pixel, OGC 17-083r4 clause 6.1.1
const tileSize = 256; // pixels
const lastZoom = 24;

/** The definition of WebMercatorQuad (OGC 17-083r4 annex D.1); rows and columns count from the north-west corner. */
export const tileMatrixSet: Json = {
  id: webMercatorQuad,
  title: 'Google Maps Compatible for the World',
  uri: tileMatrixSetUri,
  crs: webMercatorUri,
  orderedAxes: ['X', 'Y'],
  wellKnownScaleSet: 'http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible',
  tileMatrices: Array.from({ length: lastZoom + 1 }, (_, zoom) => {
    const cellSize = (2 * halfWorld) / tileSize / 2 ** zoom;
    return {
      id: String(zoom),
      scaleDenominator: cellSize / pixelM,
      cellSize,
      cornerOfOrigin: 'topLeft',
      pointOfOrigin: [-halfWorld, halfWorld],
      tileWidth: tileSize,
      tileHeight: tileSize,
      matrixWidth: 2 ** zoom,
      matrixHeight: 2 ** zoom,
    };
  }),
};

export interface TileRange {
  minzoom: number;
  maxzoom: number;
  bounds: readonly [west: number, south: number, east: number, north: number]; // degrees
}

/** Which rows and columns of each zoom hold the bounds. */
export const tileLimits = ({ minzoom, maxzoom, bounds: [west, south, east, north] }: TileRange): Json[] =>
  Array.from({ length: maxzoom - minzoom + 1 }, (_, index) => {
    const side = 2 ** (minzoom + index);
    const at = (share: number): number => Math.max(0, Math.min(side - 1, Math.floor(share * side)));
    return {
      tileMatrix: String(minzoom + index),
      minTileRow: at(mercatorY(north)),
      maxTileRow: at(mercatorY(south)),
      minTileCol: at(mercatorX(west)),
      maxTileCol: at(mercatorX(east)),
    };
  });
