import { sql } from 'kysely';
import type { Db } from '../../server/database/open.ts';
import { inspectionPlans } from './walk-inspections.ts';
import { markerPlans } from './walk-markers.ts';
import { password } from './walk.ts';
import { boundaryPlans } from './walk-boundaries.ts';
import { coveragePlans } from './walk-coverage.ts';
import { scenarioPlans } from './walk-scenarios.ts';
import { statusPlans } from './walk-status.ts';
import { fieldPlans } from './walk-field.ts';
import { ogcPlans } from './walk-ogc.ts';
import { region, type Plan, type World } from './walk-world.ts';

const triangle = { type: 'Polygon', coordinates: [[[111, 40], [112, 40], [112, 41], [111, 40]]] }; // prettier-ignore

/** How every operation is asked, by its id. */
export function plansOf(db: Db, world: World): Record<string, Plan> {
  const {
    at,
    one,
    importJob,
    ofJob,
    scrapAccount,
    versionOf,
    facility,
    draft,
    filing,
    officeRecord,
    officeContent,
    photo,
    auditEntry,
    ofList,
    ofDrafts,
    newFacility,
    next,
  } = world;
  return {
    ...inspectionPlans(db, world),
    ...statusPlans(world),
    ...coveragePlans(db, world),
    ...scenarioPlans(world),
    ...fieldPlans(world),
    ...ogcPlans(world),
    getPlaceRecord: at('/api/v1/places/10000001/record'),
    editPlace: {
      asked: async () => ({
        path: '/api/v1/places/10000001',
        body: { attributes: { meaning: `意义${next()}` } },
        headers: await versionOf('/api/v1/places/10000001/record'),
      }),
    },
    createPlace: {
      asked: () => ({
        path: '/api/v1/places',
        body: { name: `新村${next()}`, class: '22200', division: '150102001' },
      }),
      status: 201,
    },
    getFacilityRecord: {
      asked: async () => ({ path: `/api/v1/facilities/${await one('facility')}/record` }),
    },
    editFacility: {
      asked: async () => {
        const path = `/api/v1/facilities/${await facility()}`;
        return { path, body: { phone: '0471-1' }, headers: await versionOf(`${path}/record`) };
      },
    },
    createFacility: { asked: () => ({ path: '/api/v1/facilities', body: newFacility() }), status: 201 },
    deleteFacility: {
      asked: async () => {
        const path = `/api/v1/facilities/${await facility()}`;
        return { path, headers: await versionOf(`${path}/record`) };
      },
    },
    listDrafts: at('/api/v1/drafts'),
    getDraft: {
      ...ofDrafts,
      asked: async () => ({ path: `/api/v1/drafts/${(await draft()).id}` }),
    },
    createDraft: {
      ...ofDrafts,
      asked: () => ({
        path: '/api/v1/drafts',
        body: {
          type: 'place',
          change: 'add',
          fields: { name: `新村${next()}`, class: '22200', division: '150102001' },
        },
      }),
      status: 201,
    },
    editDraft: {
      ...ofDrafts,
      but: () => 403, // its author alone
      asked: async () => {
        const { id, headers } = await draft();
        return { path: `/api/v1/drafts/${id}`, body: { reason: '改' }, headers };
      },
    },
    moveDraft: {
      ...ofDrafts,
      asked: async () => {
        const { id, headers } = await draft('submit');
        return { path: `/api/v1/drafts/${id}/steps`, body: { step: 'approve' }, headers };
      },
    },
    commentDraft: {
      ...ofDrafts,
      asked: async () => ({
        path: `/api/v1/drafts/${(await draft('submit')).id}/comments`,
        body: { text: '看过' },
      }),
    },
    deleteDraft: {
      ...ofDrafts,
      but: () => 403, // its author alone
      asked: async () => {
        const { id, headers } = await draft();
        return { path: `/api/v1/drafts/${id}`, headers };
      },
    },
    uploadAttachment: {
      ...ofDrafts,
      asked: async () => ({
        path: `/api/v1/attachments?of=sign&owner=${(await officeRecord('name-signs')).id}&name=a.pdf`,
        file: '%PDF-1.4',
      }),
      status: 201,
    },
    getAttachment: { asked: async () => ({ path: `/api/v1/attachments/${await photo('sign')}` }) },
    deleteAttachment: {
      ...ofDrafts,
      asked: async () => ({ path: `/api/v1/attachments/${await photo('sign')}` }),
    },
    getOffice: { ...at('/api/v1/office'), outside: 200 },
    listNameChanges: at('/api/v1/name-changes?from=2026-01-01&to=2026-12-31'),
    listFilings: { ...at('/api/v1/filings'), outside: 200 },
    getFiling: { asked: async () => ({ path: (await filing()).path }) },
    createFiling: {
      asked: () => ({
        path: '/api/v1/filings',
        body: {
          channel: 'own',
          case: 'natural_village',
          act: 'naming',
          name: `新村${next()}`,
          division: '150102001',
          authority: '新城区人民政府',
          approvedOn: '2026-01-01',
        },
      }),
      status: 201,
    },
    editFiling: {
      asked: async () => {
        const { path, headers } = await filing();
        return { path, headers, body: { note: '补' } };
      },
    },
    correctFiling: {
      asked: async () => {
        const { path, headers } = await filing('accept');
        return {
          path: `${path}/corrections`,
          headers,
          body: { change: { note: `补${next()}` }, reason: '笔误' },
        };
      },
    },
    moveFiling: {
      asked: async () => {
        const { path, headers } = await filing();
        return { path: `${path}/steps`, headers, body: { step: 'accept' } };
      },
    },
    proposeFiling: {
      asked: async () => {
        const { path, headers } = await filing('accept');
        return { path: `${path}/proposal`, headers };
      },
      status: 201,
    },
    getNotice: { asked: async () => ({ path: `${(await filing()).path}/notice` }) },
    getFilingPackage: { asked: async () => ({ path: `${(await filing()).path}/package` }) },
    listProtectedNames: at('/api/v1/protected-names'),
    getProtectedName: { asked: async () => ({ path: (await officeRecord('protected-names')).path }) },
    createProtectedName: {
      asked: () => ({ path: '/api/v1/protected-names', body: officeContent['protected-names']() }),
      status: 201,
    },
    editProtectedName: {
      asked: async () => {
        const { path, headers } = await officeRecord('protected-names');
        return { path, headers, body: { category: '古' } };
      },
    },
    deleteProtectedName: {
      asked: async () => {
        const { path, headers } = await officeRecord('protected-names');
        return { path, headers };
      },
    },
    listNameSigns: at('/api/v1/name-signs'),
    getNameSign: { asked: async () => ({ path: (await officeRecord('name-signs')).path }) },
    createNameSign: {
      asked: () => ({ path: '/api/v1/name-signs', body: officeContent['name-signs']() }),
      status: 201,
    },
    editNameSign: {
      asked: async () => {
        const { path, headers } = await officeRecord('name-signs');
        return { path, headers, body: { state: 'damaged' } };
      },
    },
    deleteNameSign: {
      asked: async () => {
        const { path, headers } = await officeRecord('name-signs');
        return { path, headers };
      },
    },
    checkName: {
      outside: 200, // it only reads; the proposal asks
      asked: () => ({
        path: '/api/v1/naming/check',
        body: { name: '新河村', class: '22200', division: '150102001' },
      }),
    },
    listNameRules: at('/api/v1/naming/rules'),
    getApproval: at('/api/v1/naming/approval'),
    getQuality: at('/api/v1/quality'),
    listQuality: at('/api/v1/quality/same-name'),
    verifyNames: { asked: () => ({ path: '/api/v1/verify', body: { names: [{ name: '东河村' }] } }) }, // prettier-ignore
    uploadVerification: { asked: () => ({ path: '/api/v1/verifications?name=a.csv', file: '地名\n东河村\n' }), status: 201 }, // prettier-ignore
    pasteVerification: { asked: () => ({ path: '/api/v1/verifications/text', body: { text: '东河村' } }) },
    listVerifications: at('/api/v1/verifications'),
    getVerification: ofList(''),
    previewVerification: ofList('/preview', { body: {} }, 400), // its file is not there
    startVerification: ofList('/start', { body: { name: '没有这一列' } }, 400),
    cancelVerification: ofList('/cancel', {}, 409), // it is done
    listVerifiedRows: ofList('/rows'),
    chooseVerified: ofList('/rows/1', { body: { place: null } }),
    downloadVerification: ofList('/file?f=csv'),
    deleteVerification: ofList(''),
    listAudit: { ...at('/api/v1/audit'), outside: 200 },
    getAuditEntry: { asked: async () => ({ path: `/api/v1/audit/${await auditEntry()}` }), outside: 404 },
    listAuditTerms: { ...at('/api/v1/audit-terms'), outside: 200 },
    listHistory: at('/api/v1/history/place/10000001'),
    listSessions: at('/api/v1/profile/sessions'),
    endSession: {
      asked: () => ({ path: '/api/v1/profile/sessions/00000000-0000-4000-8000-000000000000' }),
      status: 404,
    },
    endOtherSessions: { asked: () => ({ path: '/api/v1/profile/sessions' }) },
    unlockAccount: { asked: async () => ({ path: `/api/v1/accounts/${await scrapAccount()}/unlock` }) },
    getSession: at('/api/v1/session'),
    signIn: {
      asked: async () => {
        await sql`delete from account_throttle`.execute(db);
        return { path: '/api/v1/session', body: { username: 'nobody', password } };
      },
      status: 401,
    },
    signInByOidc: { asked: () => ({ path: '/api/v1/session/oidc', body: { returnTo: '/' } }), status: 404 },
    signOut: { asked: () => ({ path: '/api/v1/session' }) },
    getProfile: at('/api/v1/profile'),
    changeProfile: { asked: () => ({ path: '/api/v1/profile', body: { display: '某人' } }) },
    changePassword: { asked: () => ({ path: '/api/v1/profile/password', body: { current: 'wrong', password: 'another good one' } }), status: 400 }, // prettier-ignore
    listTokens: at('/api/v1/tokens'),
    createToken: {
      asked: () => ({ path: '/api/v1/tokens', body: { name: 'walk', scopes: ['read'] } }),
      status: 201,
    },
    revokeToken: {
      asked: () => ({ path: '/api/v1/tokens/00000000-0000-4000-8000-000000000000' }),
      status: 404,
    },
    listAccounts: at('/api/v1/accounts'),
    getAccount: { asked: async () => ({ path: `/api/v1/accounts/${await scrapAccount()}` }) },
    createAccount: { asked: () => ({ path: '/api/v1/accounts', body: { username: `new${next()}`, role: 'viewer', password } }), status: 201 }, // prettier-ignore
    changeAccount: { asked: async () => ({ path: `/api/v1/accounts/${await scrapAccount()}`, body: { display: '某人' } }) }, // prettier-ignore
    setAccountPassword: { asked: async () => ({ path: `/api/v1/accounts/${await scrapAccount()}/password`, body: { password: 'another good one' } }) }, // prettier-ignore
    ...boundaryPlans(world),
    listBoundaryLines: at('/api/v1/boundary-lines'),
    getBoundaryLine: {
      ...at('/api/v1/boundary-lines/0102'),
      hidden: () => ({ path: '/api/v1/boundary-lines/0103' }),
    },
    listMeetingPoints: at('/api/v1/meeting-points'),
    getMeetingPoint: {
      ...at('/api/v1/meeting-points/150102-150103-150202'),
      hidden: () => ({ path: '/api/v1/meeting-points/150102-150103-150104' }),
    },
    listDivisions: at('/api/v1/divisions'),
    getDivision: at('/api/v1/divisions/150102'),
    listDivisionOutlines: at('/api/v1/division-outlines?division=150100'),
    listFacilities: at('/api/v1/facilities'),
    getFacility: { asked: async () => ({ path: `/api/v1/facilities/${await one('facility')}` }) },
    listFacilityKinds: at('/api/v1/facility-kinds'),
    listImportKinds: at('/api/v1/import-kinds'),
    uploadImport: { asked: () => ({ path: '/api/v1/imports?kind=places&name=a.csv', file: 'a,b\n1,2\n' }), status: 201, jurisdictions: region, but: ({ role }) => (role === 'planner' || role === 'boundary_officer' ? 403 : undefined) }, // prettier-ignore
    listImports: at('/api/v1/imports'),
    getImport: { asked: async () => ({ path: `/api/v1/imports/${await importJob('loaded')}` }) },
    previewImport: ofJob('/preview', 'uploaded', 409, { body: {} }),
    checkImport: ofJob('/check', 'uploaded', 409, { body: {} }),
    publishImport: ofJob('/publish', 'loaded', 409),
    cancelImport: ofJob('/cancel', 'loaded', 409),
    rollBackImport: ofJob('/roll-back', 'uploaded', 409),
    discardImport: ofJob('', 'uploaded', 409),
    listImportFindings: {
      asked: async () => ({ path: `/api/v1/imports/${await importJob('checked')}/findings` }),
    },
    listImportChanges: {
      asked: async () => ({ path: `/api/v1/imports/${await importJob('checked')}/changes` }),
      status: 409, // it has no checked rows
    },
    exportPlaces: at('/api/v1/exports/places'),
    exportFacilities: at('/api/v1/exports/facilities'),
    exportDivisions: at('/api/v1/exports/divisions'),
    exportBoundaryLines: at('/api/v1/exports/boundary-lines'),
    exportMarkers: at('/api/v1/exports/markers'),
    getHandbook: at('/api/v1/handbook'),
    nationalDivisions: at('/national/9095/xzqh/getList?maxLevel=1'),
    nationalPlaces: at(`/national/9095/stname/listPub?stName=${encodeURIComponent('河')}`),
    nationalPlacesByForm: {
      asked: () => ({ path: '/national/9095/stname/listPub', body: { stName: '河' } }),
    },
    nationalPlaceDetails: {
    asked: () => ({ path: '/national/9095/stname/detailsPub', body: { id: (10000001).toString(16).padStart(32, '0') } }),
    hidden: () => ({ path: '/national/9095/stname/detailsPub', body: { id: (10000003).toString(16).padStart(32, '0') } }),
  }, // prettier-ignore
    nationalSameNameByArea: at(
      `/national/9095/datastatis/GroupCountNameByCode?name=${encodeURIComponent('东河村')}`,
    ),
    nationalSameNameByType: at(
      `/national/9095/datastatis/GroupCountNameByType?name=${encodeURIComponent('东河村')}&distCode=15`,
    ),
    nationalSameSoundByArea: at('/national/9095/datastatis/GroupCountPinyinByCode?name=donghecun'),
    nationalSameSoundByType: at(
      '/national/9095/datastatis/GroupCountPinyinByType?name=donghecun&distCode=15',
    ),
    ...markerPlans(db, world),
    listPlaces: at('/api/v1/places'),
    getPlaceFacets: at('/api/v1/places/facets'),
    listNearestPlaces: at('/api/v1/places/nearest?point=111.65,40.8'),
    listPlacesWithin: { asked: () => ({ path: '/api/v1/places/within', body: triangle }) },
    getFacetsWithin: { asked: () => ({ path: '/api/v1/places/within/facets', body: triangle }) },
    locateDivision: at('/api/v1/divisions/at?point=111.65,40.8'),
    getPlace: { ...at('/api/v1/places/10000001'), hidden: () => ({ path: '/api/v1/places/10000003' }) },
    listPlaceClasses: at('/api/v1/place-classes'),
    search: at(`/api/v1/search?q=${encodeURIComponent('河')}`),
    getStatus: at('/api/v1/status'),
    listSources: at('/api/v1/sources'),
  };
}
