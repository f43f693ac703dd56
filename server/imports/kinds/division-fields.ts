import type { Field } from '../columns.ts';

/** Columns of division files: coverages, code lists (the ministry's, GB/T 2260), histories of codes. */
export const divisionFields: readonly Field[] = [
  { id: 'code', title: '区划代码', headers: ['adcode', '行政区划代码', '代码', '区划编码', '行政区划编码', 'XZQDM', 'PAC', 'code9', 'gb', 'QHDM', 'id'], required: true }, // prettier-ignore
  {
    id: 'name',
    title: '名称',
    headers: ['name_zh', '区划名称', '行政区划名称', '单位名称', 'XZQMC', 'QHMC', '标准名称', '地名'],
  },
  { id: 'level', title: '级别', headers: ['行政级别', '层级', '区划级别'] },
  { id: 'kind', title: '政区类型', headers: ['type_zh', 'type', '类型', '类别'] },
  { id: 'short', title: '简称', headers: ['short_name', 'short_names', '别称'] },
  {
    id: 'parent',
    title: '上级代码',
    headers: ['parent_code', 'county_code', '上级', '上级区划代码', '所属区划代码'],
  },
  { id: 'roman', title: '罗马字母拼写', headers: ['name_roman', '罗马字母', '罗马字拼写', '拼写'] },
  { id: 'mongolian', title: '蒙古文', headers: ['name_mn', '蒙古文名称', '蒙文', '少数民族语书写'] },
  { id: 'status', title: '状态', headers: ['change', '变更类型'] },
  { id: 'started', title: '启用时间', headers: ['启用年份', '启用年'] },
  { id: 'ended', title: '变更/弃用时间', headers: ['弃用时间', '弃用年份', '变更时间', 'first_snapshot'] },
  { id: 'successor', title: '新代码', headers: ['new_name_or_note', '现代码', '变更后代码'] },
];
