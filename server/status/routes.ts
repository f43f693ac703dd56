import * as api from '../api/status.ts';
import { route } from '../http/route.ts';
import { version } from '../version.ts';
import * as queries from './queries.ts';

const sampleNotice = '含示例数据, 不反映实际';

export const statusRoutes = [
  route(api.getStatus, async ({ context, audience }) => {
    const packs = await queries.listPacks(context.db);
    return {
      product: 'Nutag',
      version,
      mapReview: context.config.mapReview === '' ? null : context.config.mapReview,
      notice: packs.some((pack) => pack.sample) ? sampleNotice : null,
      tianditu: context.config.tianditu && { review: context.config.tianditu.review },
      packs,
      datasets: await queries.listDatasets(context.db, audience),
      bbox: await queries.extent(context.db),
      readiness: context.readiness.body(),
    };
  }),
  route(api.listSources, async ({ context }) => ({ items: await queries.listSources(context.db) })),
];
