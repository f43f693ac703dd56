import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DraftDetail } from '../../server/api/drafts.ts';
import type { SignDetail } from '../../server/api/name-signs.ts';
import type { ProtectedDetail } from '../../server/api/protected-names.ts';
import { attachmentRoutes } from '../../server/attachments/routes.ts';
import { draftRoutes } from '../../server/drafts/routes.ts';
import { nameSignRoutes } from '../../server/name-signs/routes.ts';
import { protectedNameRoutes } from '../../server/protected-names/routes.ts';
import { caller, refusal } from '../support/call.ts';
import type { TestDatabase } from '../support/database.ts';
import { openEditWorld, person, type EditWorld } from '../support/edit-world.ts';
import { jpeg } from '../support/images.ts';

let world: EditWorld;
let database: TestDatabase;
let ask: ReturnType<typeof caller>['ask'];
beforeAll(async () => {
  world = await openEditWorld();
  const { context } = world;
  ({ database } = world);
  ({ ask } = caller(context, [
    ...nameSignRoutes,
    ...protectedNameRoutes,
    ...draftRoutes,
    ...attachmentRoutes,
  ]));
});
afterAll(() => world.close());

const officer = person('officer', 'place_officer', '150102');
const elsewhere = person('elsewhere', 'place_officer', '150103');
const viewer = person('viewer', 'viewer', null);
interface List<T> {
  items: T[];
  total: number;
  next: string | null;
}

describe('place-name signs', () => {
  const content = { name: '大黑河', placeId: 3, division: '150102', kind: 'natural', state: 'intact', material: '铝板', point: [111.2, 40.1], location: '公路桥北头', erectedOn: '2020-05-01', checkedOn: '2026-01-01' }; // prettier-ignore
  let sign: SignDetail;
  test('are registered inside the jurisdiction, with what they refer to', async () => {
    expect((await refusal(ask('createNameSign', elsewhere, { body: content }))).status).toBe(403);
    expect((await refusal(ask('createNameSign', officer, { body: { ...content, placeId: 77_777 } }))).errors).toMatchObject([{ where: 'body: placeId' }]); // prettier-ignore
    expect((await refusal(ask('createNameSign', officer, { body: { ...content, erectedOn: '2026-02-01' } }))).errors).toMatchObject([{ where: 'body: checkedOn' }]); // prettier-ignore
    sign = await ask('createNameSign', officer, { body: content });
    expect(sign).toMatchObject({ ...content, placeName: '大黑河', photo: null, createdBy: 'officer' });
  });
  test('have a photo, which stays when the sign is moved', async () => {
    const upload = { query: { of: 'sign', owner: sign.id, name: '标志.jpg' }, upload: jpeg() };
    expect((await refusal(ask('uploadAttachment', elsewhere, upload))).status).toBe(403);
    const photo = await ask<{ id: number }>('uploadAttachment', officer, upload);
    expect((await refusal(ask('editNameSign', officer, { params: { id: sign.id }, match: 'old', body: { state: 'damaged' } }))).status).toBe(412); // prettier-ignore
    expect((await refusal(ask('editNameSign', officer, { params: { id: sign.id }, match: sign.version, body: { division: '150103' } }))).status).toBe(403); // prettier-ignore
    sign = await ask('editNameSign', officer, { params: { id: sign.id }, match: sign.version, body: { state: 'damaged', point: [111.21, 40.11] } }); // prettier-ignore
    expect(sign).toMatchObject({
      state: 'damaged',
      point: [111.21, 40.11],
      photo: photo.id,
      material: '铝板',
    });
  });
  test('are listed by state, kind, place and division', async () => {
    await ask('createNameSign', officer, { body: { name: '东河村', division: '150102', kind: 'village', state: 'missing' } }); // prettier-ignore
    const total = async (query: object): Promise<number> => (await ask<List<SignDetail>>('listNameSigns', viewer, { query })).total; // prettier-ignore
    expect(await total({})).toBe(2);
    expect(await total({ state: 'missing' })).toBe(1);
    expect(await total({ bbox: '111.2,40.1,111.22,40.12' })).toBe(1);
    expect(await total({ bbox: '112,40,113,41' })).toBe(0); // the other one has no position
    expect(await total({ kind: 'natural', place: 3, division: '150100', q: '公路桥' })).toBe(1);
    expect(await total({ division: '150103' })).toBe(0);
    const first = await ask<List<SignDetail>>('listNameSigns', viewer, { query: { limit: 1 } });
    const second = await ask<List<SignDetail>>('listNameSigns', viewer, {
      query: { limit: 1, next: first.next },
    });
    expect([first.items[0]!.name, second.items[0]!.name, second.next]).toEqual(['东河村', '大黑河', null]);
  });
  test('a cancelled place whose sign still stands is told', async () => {
    const draft = await ask<DraftDetail>('createDraft', officer, { body: { type: 'place', change: 'cancel', recordId: 3, reason: '干涸' } }); // prettier-ignore
    expect(draft.naming!.check.findings).toContainEqual(expect.objectContaining({ rule: 'cancelled', severity: 'warning', reason: expect.stringContaining('1 个地名标志') as string })); // prettier-ignore
    expect(draft.naming!.blocking).toEqual([]);
  });
  test('are deleted with their pictures', async () => {
    const folder = join(world.home, 'uploads', 'attachments');
    expect(readdirSync(folder)).toHaveLength(1);
    expect((await refusal(ask('deleteNameSign', elsewhere, { params: { id: sign.id }, match: sign.version }))).status).toBe(403); // prettier-ignore
    expect((await refusal(ask('deleteNameSign', officer, { params: { id: sign.id }, match: 'old' }))).status).toBe(412); // prettier-ignore
    await ask('deleteNameSign', officer, { params: { id: sign.id }, match: sign.version });
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
    expect((await refusal(ask('getNameSign', viewer, { params: { id: sign.id } }))).status).toBe(404);
  });
});

describe('protected names', () => {
  let listed: ProtectedDetail;
  const rename = (): Promise<DraftDetail> => ask('createDraft', officer, { body: { type: 'place', change: 'rename', recordId: 3, reason: '改', fields: { name: '小黑河', reading: 'xiǎo hēi hé', roman: 'Xiao Heihe', attributes: { meaning: '水黑' } } } }); // prettier-ignore
  const isBlocked = async (): Promise<boolean> => (await rename()).naming!.blocking.some(({ check }) => check === 'naming-protected'); // prettier-ignore
  test('have evidence', async () => {
    const content = { name: '大黑河', division: '150102', placeId: 3, evidence: '《绥远通志稿》卷五', category: '古河名', document: '内民发〔2025〕1号', listedOn: '2025-06-01' }; // prettier-ignore
    expect(() => protectedNameRoutes.find(({ endpoint }) => endpoint.id === 'createProtectedName')!.endpoint.body!.parse({ ...content, evidence: ' ' })).toThrow(); // prettier-ignore
    expect((await refusal(ask('createProtectedName', elsewhere, { body: content }))).status).toBe(403);
    expect(await isBlocked()).toBe(false);
    listed = await ask('createProtectedName', officer, { body: content });
    expect(listed).toMatchObject({ ...content, delistedOn: null, source: 'edits', sample: false });
  });
  test('are what the rule reads, until they are taken off the list', async () => {
    expect(await isBlocked()).toBe(true);
    const params = { id: listed.id };
    expect((await refusal(ask('editProtectedName', officer, { params, match: listed.version, body: { delistedOn: '2025-01-01' } }))).status).toBe(400); // prettier-ignore
    listed = await ask('editProtectedName', officer, { params, match: listed.version, body: { delistedOn: '2026-01-01' } }); // prettier-ignore
    expect(await isBlocked()).toBe(false);
    listed = await ask('editProtectedName', officer, {
      params,
      match: listed.version,
      body: { delistedOn: null },
    });
    expect(await isBlocked()).toBe(true);
  });
  test('are listed and deleted, with an audit', async () => {
    const total = async (query: object): Promise<number> => (await ask<List<ProtectedDetail>>('listProtectedNames', viewer, { query })).total; // prettier-ignore
    expect([await total({}), await total({ listed: 'true', q: '黑', division: '150102', place: 3 }), await total({ listed: 'false' })]).toEqual([1, 1, 0]); // prettier-ignore
    await ask('deleteProtectedName', officer, { params: { id: listed.id }, match: listed.version });
    expect(await total({})).toBe(0);
    expect(await isBlocked()).toBe(false);
    const rows = await database.db.selectFrom('change_log').where('record_type', 'in', ['protected-name', 'sign']).select('action').orderBy('id').execute(); // prettier-ignore
    expect(rows.map(({ action }) => action)).toEqual(['sign.add', 'attachment.add', 'sign.edit', 'sign.add', 'sign.delete', 'protected-name.add', 'protected-name.edit', 'protected-name.edit', 'protected-name.delete']); // prettier-ignore
  });
});
