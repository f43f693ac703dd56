import { sql } from 'kysely';
import { date, integer, text, timestamp, type Collection } from '../collection.ts';

const staff = { audience: 'staff', dataset: null, most: 5000 } as const;

const erected = date('erected_on', '设置日期 Erected on', 's.erected_on');
export const nameSigns: Collection = {
  ...staff,
  id: 'name-signs',
  title: '地名标志 Place-name signs',
  description: '地名标志及其状况。Signs, with what stands on them and how they are.',
  from: sql`name_sign s`,
  key: { column: 's.id', type: 'integer' },
  geometry: { column: 's.geom', type: 'Point' },
  time: { instant: erected },
  properties: [
    text('name', '标志上的名称 Name on the sign', 's.name'),
    integer('place', '地名 Id of the place', 's.place_id'),
    text('division', '政区代码 Code of the division', 's.division_code'),
    text('kind', '类别 Kind', 's.kind'),
    text('material', '材质 Material', 's.material'),
    text('state', '状态 State', 's.state'),
    text('location', '位置 Location', 's.location'),
    erected,
    date('checked_on', '最近检查 Checked on', 's.checked_on'),
    text('note', '备注 Note', 's.note'),
    timestamp('updated_at', '更新时间 Updated', 's.updated_at'),
  ],
};

const created = timestamp('created_at', '发现时间 Found', 'g.created_at');
export const findings: Collection = {
  ...staff,
  id: 'findings',
  title: '联检问题 Findings',
  description: '联检中发现的问题及整改。What joint inspections have found, and what became of it.',
  from: sql`finding g`,
  key: { column: 'g.id', type: 'integer' },
  geometry: { column: 'g.geom', type: 'Point' },
  time: { instant: created },
  properties: [
    text('line_code', '界线代码 Code of the line', 'g.line_code'),
    integer('marker', '界桩 Id of the marker', 'g.marker_id'),
    text('kind', '类别 Kind', 'g.kind'),
    text('severity', '程度 Severity', 'g.severity'),
    text('state', '状态 State', 'g.state'),
    text('description', '描述 Description', 'g.description'),
    date('due_on', '期限 Due on', 'g.due_on'),
    date('closed_on', '销号日期 Closed on', 'g.closed_on'),
    created,
    timestamp('updated_at', '更新时间 Updated', 'g.updated_at'),
  ],
};

const found = date('found_on', '发现日期 Found on', 'd.found_on');
const resolved = date('resolved_on', '解决日期 Resolved on', 'd.resolved_on');
export const boundaryDisputes: Collection = {
  ...staff,
  id: 'boundary-disputes',
  title: '界线纠纷 Boundary disputes',
  description: '界线上的纠纷及其处理。Disputes along a line, and how they were settled.',
  from: sql`boundary_dispute d`,
  key: { column: 'd.id', type: 'integer' },
  geometry: { column: 'd.geom', type: 'Point' },
  time: { start: found, end: resolved },
  properties: [
    text('line_code', '界线代码 Code of the line', 'd.line_code'),
    text('kind', '类别 Kind', 'd.kind'),
    text('title', '标题 Title', 'd.title'),
    text('state', '状态 State', 'd.state'),
    text('description', '描述 Description', 'd.description'),
    found,
    resolved,
    timestamp('updated_at', '更新时间 Updated', 'd.updated_at'),
  ],
};

const started = date('started_on', '开工日期 Started on', 'c.started_on');
const ended = date('ended_on', '完工日期 Ended on', 'c.ended_on');
export const crossProjects: Collection = {
  ...staff,
  id: 'cross-projects',
  title: '跨界工程 Cross-boundary projects',
  description: '跨越界线的工程及各方同意。Works across a line, with the consents of its sides.',
  from: sql`cross_project c`,
  key: { column: 'c.id', type: 'integer' },
  geometry: { column: 'c.geom', type: 'Point' },
  time: { start: started, end: ended },
  properties: [
    text('line_code', '界线代码 Code of the line', 'c.line_code'),
    text('name', '名称 Name', 'c.name'),
    text('kind', '类别 Kind', 'c.kind'),
    started,
    ended,
    text('note', '备注 Note', 'c.note'),
    timestamp('updated_at', '更新时间 Updated', 'c.updated_at'),
  ],
};
