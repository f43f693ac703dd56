import type { Field } from '../columns.ts';
import { parseQuantity, plainText } from './cell-values.ts';

/** What a file of boundary lines may bring besides the geometry (domain.md 5.1, 5.4). */
export const lineFields: readonly Field[] = [
  { id: 'code', title: '界线代码', headers: ['界线编号', '代码', '编号', 'line_code', 'line_no'] },
  { id: 'name', title: '界线名称', headers: ['界线命名', '边界线名称', '名称', 'line_name'] },
  { id: 'level', title: '界线等级', headers: ['界线级别', '等级', '级别'] },
  { id: 'sideA', title: '行政区1', headers: ['a', 'A方', '甲方', '一方', '行政区A', '左侧', '区划代码1', 'side_a', 'county_a'] },
  { id: 'sideAName', title: '行政区1名称', headers: ['a_name', 'A方名称', '行政区A名称', '区划名称1', 'side_a_name'] },
  { id: 'sideB', title: '行政区2', headers: ['b', 'B方', '乙方', '另一方', '行政区B', '右侧', '区划代码2', 'side_b', 'county_b'] },
  { id: 'sideBName', title: '行政区2名称', headers: ['b_name', 'B方名称', '行政区B名称', '区划名称2', 'side_b_name'] },
  { id: 'carrier', title: '界线载体', headers: ['载体', '线段类型', '依附地物', '实地标志', '界线依据'] },
  { id: 'managing', title: '管理方', headers: ['分工管理方', '分工管理', '管理单位', '管理责任方', 'managing_code'] },
  { id: 'length', title: '界线长度', headers: ['长度', '全长', 'length_km', 'length_m', '长度_km', '长度公里', '长度米'] },
  { id: 'agreement', title: '协议书', headers: ['边界线协议书', '协议书编号', '勘界协议书', '界线协议书'] },
  { id: 'approval', title: '批复文号', headers: ['上级批复', '批准文号', '批复文件', '批复', 'approval_doc'] },
  { id: 'approved', title: '批复日期', headers: ['批复时间', '批准日期', '批准时间', 'approved_on'] },
  { id: 'public', title: '是否公开', headers: ['公开'] },
  { id: 'secrecy', title: '密级', headers: ['保密级别'] },
]; // prettier-ignore

export type Carrier = 'markers' | 'river' | 'ditch' | 'road' | 'ridge' | 'other';

const carriers: Readonly<Record<Carrier, RegExp>> = {
  markers: /^(界桩连线|界桩间?直线|直线|界桩)$/,
  river: /^(河流|河|江|河流中心线|主航道)$/,
  ditch: /^(沟渠|沟|渠|水渠|冲沟)$/,
  road: /^(道路|公路|路|铁路|乡道|小路)$/,
  ridge: /^(山脊|山脊线|分水岭|分水线)$/,
  other: /^(其他|其它)$/,
};
export const carrierWords = '界桩连线, 河流, 沟渠, 道路, 山脊, 其他';

/** What a piece of a line runs along (令353 art. 5). Null when the word is none of them. */
export function parseCarrier(text: string): Carrier | null {
  const word = plainText(text).toLowerCase();
  for (const [carrier, form] of Object.entries(carriers) as [Carrier, RegExp][])
    if (carrier === word || form.test(word)) return carrier;
  return null;
}

/** A stated length in km; metres where the cell or the header says so. Null when it is no length. */
export function parseLengthKm(text: string, header: string): number | null {
  const found = parseQuantity(text);
  if (found === null || found.value < 0) return null;
  const unit = found.unit === '' ? header.normalize('NFKC') : found.unit;
  if (/km|公里|千米/i.test(unit)) return found.value;
  if (/(^|[^a-z])m$|[(_]m\)?$|米/i.test(unit)) return found.value / 1000;
  return found.unit === '' ? found.value : null;
}
