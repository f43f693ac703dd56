import { actorOf } from '../audit/log.ts';
import * as facilities from '../api/facility-edits.ts';
import * as places from '../api/place-edits.ts';
import { route, type Route } from '../http/route.ts';
import { createFacility, deleteFacility, editFacility } from './facility-edit.ts';
import { readFacilityRecord } from './facility-record.ts';
import { createPlace, editPlace } from './place-edit.ts';
import { placeAnswer, readPlaceRecord } from './place-record.ts';

export const editRoutes: readonly Route[] = [
  route(places.getPlaceRecord, async ({ params, context }) =>
    placeAnswer(await readPlaceRecord(context.db, params.id)),
  ),
  route(places.editPlace, ({ params, match, body, account, exchange, context }) =>
    editPlace(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(places.createPlace, ({ body, account, exchange, context }) =>
    createPlace(context, account, actorOf(account, exchange), body),
  ),
  route(facilities.getFacilityRecord, ({ params, context }) => readFacilityRecord(context.db, params.id)),
  route(facilities.editFacility, ({ params, match, body, account, exchange, context }) =>
    editFacility(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(facilities.createFacility, ({ body, account, exchange, context }) =>
    createFacility(context, account, actorOf(account, exchange), body),
  ),
  route(facilities.deleteFacility, async ({ params, match, account, exchange, context }) => {
    await deleteFacility(context, account, actorOf(account, exchange), { id: params.id, match });
    return { done: true as const };
  }),
];
