import * as api from '../api/field.ts';
import { actorOf } from '../audit/log.ts';
import { route, type Route } from '../http/route.ts';
import { packageOf, sizeOf } from './package.ts';
import { receive } from './receive.ts';

export const fieldRoutes: readonly Route[] = [
  route(api.getFieldSize, async ({ params, context }) => sizeOf(await packageOf(context, params.code))),
  route(api.getFieldPackage, ({ params, context }) => packageOf(context, params.code)),
  route(api.sendFieldRecords, async ({ body, account, exchange, context }) => ({
    items: await receive(context, account, actorOf(account, exchange), body.records),
  })),
];
