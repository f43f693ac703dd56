import type { Plan, createWorld } from './walk-world.ts';

/** How the OGC API is asked. No tiles are built here, so there are none. */
export const ogcPlans = ({ at }: Pick<ReturnType<typeof createWorld>, 'at'>): Record<string, Plan> => {
  const noTiles = (path: string): Plan => ({ ...at(path), status: 404 });
  return {
    getOgcLandingPage: at('/ogc'),
    getOgcApi: at('/ogc/api'),
    getOgcConformance: at('/ogc/conformance'),
    listOgcCollections: at('/ogc/collections'),
    getOgcCollection: at('/ogc/collections/places'),
    getOgcSchema: at('/ogc/collections/places/schema'),
    getOgcFeatureSchema: at('/ogc/collections/places/feature-schema'),
    getOgcQueryables: at('/ogc/collections/places/queryables'),
    listOgcItems: at('/ogc/collections/places/items?limit=1'),
    getOgcItem: {
      ...at('/ogc/collections/places/items/10000001'),
      hidden: () => ({ path: '/ogc/collections/places/items/10000003' }),
    },
    listOgcTileMatrixSets: at('/ogc/tileMatrixSets'),
    getOgcTileMatrixSet: at('/ogc/tileMatrixSets/WebMercatorQuad'),
    listOgcTilesets: at('/ogc/tiles'),
    getOgcTileset: noTiles('/ogc/tiles/WebMercatorQuad'),
    getOgcTile: noTiles('/ogc/tiles/WebMercatorQuad/5/11/25'),
    listOgcCollectionTilesets: at('/ogc/collections/places/tiles'),
    getOgcCollectionTileset: noTiles('/ogc/collections/places/tiles/WebMercatorQuad'),
    getOgcCollectionTile: noTiles('/ogc/collections/places/tiles/WebMercatorQuad/5/11/25'),
  };
};
