import { describe, expect, test } from 'vitest';
import { encodeCursor } from '../../server/http/paging.ts';
import { ask, json, problem } from '../support/http.ts';

describe('health', () => {
  test('/healthz says that the process is up', async () => {
    const response = await ask('/healthz');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('ok\n');
  });
  test('/readyz says that everything is loaded', async () => {
    const response = await ask('/readyz');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ ready: true, usable: true, reason: null });
  });
  test('/api/v1/status names the pack, the datasets and the notice', async () => {
    const status = await json<{
      packs: object[];
      datasets: { id: string; rows: number }[];
      notice: string;
      bbox: number[];
    }>('/api/v1/status');
    expect(status.packs).toMatchObject([{ id: 'inner-mongolia', sample: true }]);
    expect(status.notice).toContain('示例数据');
    expect(Object.fromEntries(status.datasets.map(({ id, rows }) => [id, rows]))).toMatchObject({
      divisions: 1149,
      places: 265_800,
    });
    expect(status.bbox[0]).toBeGreaterThan(96.5);
    expect(status.bbox[2]).toBeLessThan(127);
  });
  test('/api/v1/sources gives licences', async () => {
    const { items } = await json<{ items: { id: string; licence: string }[] }>('/api/v1/sources');
    expect(items.find((source) => source.id === 'geonames')?.licence).toContain('CC BY');
  });
});

describe('the page', () => {
  test('is served with a strict content security policy', async () => {
    const response = await ask('/');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
  });
  test('a missing asset is a 404, never the page', async () => {
    expect((await ask('/assets/none.js')).status).toBe(404);
  });
});

describe('the contract', () => {
  test('/api/openapi.json is OpenAPI 3.1 and lists the operations', async () => {
    const document = await json<{ openapi: string; paths: Record<string, unknown> }>('/api/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/v1/accounts',
      '/api/v1/accounts/{id}',
      '/api/v1/accounts/{id}/password',
      '/api/v1/accounts/{id}/unlock',
      '/api/v1/address-candidates',
      '/api/v1/attachments',
      '/api/v1/attachments/{id}',
      '/api/v1/audit',
      '/api/v1/audit-terms',
      '/api/v1/audit/{id}',
      '/api/v1/boundary-checks',
      '/api/v1/boundary-disputes',
      '/api/v1/boundary-disputes/{id}',
      '/api/v1/boundary-documents',
      '/api/v1/boundary-documents/{id}',
      '/api/v1/boundary-lines',
      '/api/v1/boundary-lines/{code}',
      '/api/v1/boundary-lines/{code}/profile',
      '/api/v1/boundary-lines/{code}/segments/{pair}',
      '/api/v1/boundary-status',
      '/api/v1/boundary-status/lines',
      '/api/v1/boundary-status/states',
      '/api/v1/coverage',
      '/api/v1/coverage/distances',
      '/api/v1/coverage/evidence',
      '/api/v1/coverage/matrix',
      '/api/v1/coverage/plans',
      '/api/v1/coverage/plans/{id}',
      '/api/v1/coverage/policies',
      '/api/v1/coverage/policies/{id}',
      '/api/v1/coverage/reviews',
      '/api/v1/coverage/runs',
      '/api/v1/coverage/runs/{id}',
      '/api/v1/coverage/runs/{id}/check',
      '/api/v1/coverage/snapshots',
      '/api/v1/coverage/snapshots/{id}',
      '/api/v1/coverage/snapshots/{id}/changes',
      '/api/v1/coverage/units/{code}',
      '/api/v1/coverage/unprotected-townships',
      '/api/v1/cross-projects',
      '/api/v1/cross-projects/{id}',
      '/api/v1/division-outlines',
      '/api/v1/divisions',
      '/api/v1/divisions/at',
      '/api/v1/divisions/{code}',
      '/api/v1/drafts',
      '/api/v1/drafts/{id}',
      '/api/v1/drafts/{id}/comments',
      '/api/v1/drafts/{id}/steps',
      '/api/v1/exports/boundary-lines',
      '/api/v1/exports/boundary-status',
      '/api/v1/exports/coverage',
      '/api/v1/exports/divisions',
      '/api/v1/exports/facilities',
      '/api/v1/exports/markers',
      '/api/v1/exports/places',
      '/api/v1/facilities',
      '/api/v1/facilities/{id}',
      '/api/v1/facilities/{id}/record',
      '/api/v1/facility-kinds',
      '/api/v1/facility-kinds/{id}',
      '/api/v1/field/lines/{code}',
      '/api/v1/field/lines/{code}/size',
      '/api/v1/field/records',
      '/api/v1/filings',
      '/api/v1/filings/{id}',
      '/api/v1/filings/{id}/corrections',
      '/api/v1/filings/{id}/notice',
      '/api/v1/filings/{id}/package',
      '/api/v1/filings/{id}/proposal',
      '/api/v1/filings/{id}/steps',
      '/api/v1/findings',
      '/api/v1/findings/{id}',
      '/api/v1/findings/{id}/order',
      '/api/v1/findings/{id}/steps',
      '/api/v1/handbook',
      '/api/v1/history/{type}/{id}',
      '/api/v1/import-kinds',
      '/api/v1/imports',
      '/api/v1/imports/{id}',
      '/api/v1/imports/{id}/cancel',
      '/api/v1/imports/{id}/changes',
      '/api/v1/imports/{id}/check',
      '/api/v1/imports/{id}/findings',
      '/api/v1/imports/{id}/preview',
      '/api/v1/imports/{id}/publish',
      '/api/v1/imports/{id}/roll-back',
      '/api/v1/inspection-rounds',
      '/api/v1/inspection-rounds/{id}',
      '/api/v1/inspection-rounds/{id}/plan',
      '/api/v1/inspection-signatures/{id}',
      '/api/v1/inspections',
      '/api/v1/inspections/{id}',
      '/api/v1/inspections/{id}/checks',
      '/api/v1/inspections/{id}/letter',
      '/api/v1/inspections/{id}/report',
      '/api/v1/inspections/{id}/signatures',
      '/api/v1/inspections/{id}/steps',
      '/api/v1/marker-events',
      '/api/v1/marker-results',
      '/api/v1/markers',
      '/api/v1/markers/{id}',
      '/api/v1/meeting-checks',
      '/api/v1/meeting-checks/{id}/signatures',
      '/api/v1/meeting-points',
      '/api/v1/meeting-points/{code}',
      '/api/v1/name-changes',
      '/api/v1/name-signs',
      '/api/v1/name-signs/{id}',
      '/api/v1/naming/approval',
      '/api/v1/naming/check',
      '/api/v1/naming/rules',
      '/api/v1/nearest-facilities',
      '/api/v1/office',
      '/api/v1/place-classes',
      '/api/v1/places',
      '/api/v1/places/facets',
      '/api/v1/places/nearest',
      '/api/v1/places/within',
      '/api/v1/places/within/facets',
      '/api/v1/places/{id}',
      '/api/v1/places/{id}/record',
      '/api/v1/profile',
      '/api/v1/profile/password',
      '/api/v1/profile/sessions',
      '/api/v1/profile/sessions/{id}',
      '/api/v1/protected-names',
      '/api/v1/protected-names/{id}',
      '/api/v1/quality',
      '/api/v1/quality/{check}',
      '/api/v1/scenario-basis',
      '/api/v1/scenario-ground',
      '/api/v1/scenario-times',
      '/api/v1/scenarios',
      '/api/v1/scenarios/{id}',
      '/api/v1/scenarios/{id}/outcome',
      '/api/v1/search',
      '/api/v1/segment-checks',
      '/api/v1/session',
      '/api/v1/session/oidc',
      '/api/v1/sources',
      '/api/v1/status',
      '/api/v1/tokens',
      '/api/v1/tokens/{id}',
      '/api/v1/unit-fact-files',
      '/api/v1/unit-fact-files/check',
      '/api/v1/unit-facts',
      '/api/v1/unit-facts/{id}',
      '/api/v1/verifications',
      '/api/v1/verifications/text',
      '/api/v1/verifications/{id}',
      '/api/v1/verifications/{id}/cancel',
      '/api/v1/verifications/{id}/file',
      '/api/v1/verifications/{id}/preview',
      '/api/v1/verifications/{id}/rows',
      '/api/v1/verifications/{id}/rows/{n}',
      '/api/v1/verifications/{id}/start',
      '/api/v1/verify',
      '/national/9095/datastatis/GroupCountNameByCode',
      '/national/9095/datastatis/GroupCountNameByType',
      '/national/9095/datastatis/GroupCountPinyinByCode',
      '/national/9095/datastatis/GroupCountPinyinByType',
      '/national/9095/stname/detailsPub',
      '/national/9095/stname/listPub',
      '/national/9095/xzqh/getList',
      '/ogc',
      '/ogc/api',
      '/ogc/collections',
      '/ogc/collections/{collection}',
      '/ogc/collections/{collection}/feature-schema',
      '/ogc/collections/{collection}/items',
      '/ogc/collections/{collection}/items/{feature}',
      '/ogc/collections/{collection}/queryables',
      '/ogc/collections/{collection}/schema',
      '/ogc/collections/{collection}/tiles',
      '/ogc/collections/{collection}/tiles/{tileMatrixSet}',
      '/ogc/collections/{collection}/tiles/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}',
      '/ogc/conformance',
      '/ogc/tileMatrixSets',
      '/ogc/tileMatrixSets/{tileMatrixSet}',
      '/ogc/tiles',
      '/ogc/tiles/{tileMatrixSet}',
      '/ogc/tiles/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}',
    ]);
  });
  test('/api is a readable page of it', async () => {
    const page = await (await ask('/api')).text();
    expect(page).toContain('GET /api/v1/search');
  });
});

describe('bad requests are problems that name the fault', () => {
  test.each([
    ['/api/v1/divisions?levle=county', 'levle'],
    ['/api/v1/divisions?level=village', 'level'],
    ['/api/v1/divisions?level=county&level=county', 'more than once'],
    ['/api/v1/divisions?bbox=1,2,3', 'bbox'],
    ['/api/v1/divisions?limit=0', 'limit'],
    ['/api/v1/divisions?limit=1e9', 'limit'],
    ['/api/v1/divisions?next=nonsense', 'next'],
    ['/api/v1/divisions/15', 'code'],
    ['/api/v1/divisions?at=2025-13-40', 'at'],
    ['/api/v1/places/0', 'id'],
    ['/api/v1/places/99999999999', 'id'],
    ['/api/v1/search', 'q'],
    ['/api/v1/search?q=', 'q'],
    ['/api/v1/search?q=%00', 'NUL'],
    ['/api/v1/coverage', 'kind'],
    ['/api/v1/sources?f=geojson', 'f'],
    ['/api/v1/divisions?at=0000-01-01', 'at'],
    [`/api/v1/divisions?next=${encodeCursor(['\u0000'])}`, 'next'],
    [`/api/v1/markers?next=${encodeCursor(['a', 1.5, 1])}`, 'next'],
    [`/api/v1/facilities?next=${encodeCursor(['a', 'b', 1e300])}`, 'next'],
  ])('%s', async (path, word) => {
    expect((await problem(path, 400)).detail).toContain(word);
  });
  test.each([
    '/api/v1/nothing',
    '/api/v1/divisions/159999',
    '/api/v1/places/2000000000',
    '/api/v1/markers/2000000000',
    '/api/v1/boundary-lines/none',
    '/nothing',
  ])('%s is not known', async (path) => {
    await problem(path, 404);
  });
  test('an answer that nobody can give is 406', async () => {
    const response = await ask('/api/v1/divisions', { headers: { accept: 'text/turtle' } });
    expect(response.status).toBe(406);
  });
});
