import type { KindId } from './facility-kinds.ts';

/** A text that a policy rests on, as a row of coverage_policy keeps it. Days are those on which it is in force; null: still. */
interface Citation {
  title: string;
  article: string | null;
  text: string;
  validFrom: string;
  validTo: string | null;
  url: string | null;
}

/** A row of coverage_plan (migrations/0026). */
interface Plan {
  id: string;
  title: string;
  valid_from: string | null;
  valid_to: string | null;
  state: 'published' | 'not_published' | 'unknown';
  succeeds: string | null;
  note: string | null;
}

/** A row of coverage_policy: what binds each unit (`rule`) and, apart from it, what binds the region or every league (`target_`). */
interface Policy {
  id: string;
  title: string;
  kinds: KindId[];
  unit: 'township' | 'county' | 'prefecture';
  rule: 'none' | 'facility' | 'facility_or_person' | 'by_zone' | 'facility_or_served';
  substitutes: KindId[];
  ownership: string[];
  target_share: number;
  target_scope: 'region' | 'prefecture';
  target_year: number;
  target_counts: 'facility' | 'duty';
  target_note: string;
  legal_nature: string;
  citation: Citation[];
  plan_id: string;
  valid_from: string;
}

const fourteenth = { title: '内蒙古自治区“十四五”民政事业发展规划', from: '2021-01-01', to: '2025-12-31' };

/** The plan that set the targets, and the one after it, of which nothing is known here: no figure of it is invented. */
export const plans: readonly Plan[] = [
  { id: 'plan-14', title: fourteenth.title, valid_from: fourteenth.from, valid_to: fourteenth.to, state: 'published', succeeds: null, note: null },
  {
    id: 'plan-15',
    title: '内蒙古自治区“十五五”民政事业发展规划',
    valid_from: '2026-01-01',
    valid_to: '2030-12-31',
    state: 'unknown',
    succeeds: 'plan-14',
    note: '编制本数据包时未见公布文本: 指标未知, 不作推测; 公布后由管理员录入',
  },
]; // prettier-ignore

/** A place of the plan, cited as long as its period lasts. */
const ofPlan = (article: string, text: string): Citation => ({ title: fourteenth.title, article, text, validFrom: fourteenth.from, validTo: fourteenth.to, url: null }); // prettier-ignore
// Revised, in force since 2026-03-30. Its articles could not be read, so none is cited; those of the text before it are repealed.
const funeralRules: Citation = {
  title: '殡葬管理条例 (2026年修订)',
  article: null,
  text: '2026年3月30日起施行; 殡葬设施的规划与设置依本条例 (条文号未核)',
  validFrom: '2026-03-30',
  validTo: null,
  url: null,
};
const minors = (article: string, text: string): Citation => ({ title: '中华人民共和国未成年人保护法', article, text, validFrom: '2021-06-01', validTo: null, url: null }); // prettier-ignore
const institutions = minors('第九十六条', '县级以上人民政府及其民政部门应当根据需要设立未成年人救助保护机构、儿童福利机构'); // prettier-ignore
const common = { target_year: 2025, plan_id: 'plan-14', valid_from: fourteenth.from };

/** The policies of the plan, as data. Reach thresholds are no part of them: 部门设定, 无法定依据. */
export const policies: readonly Policy[] = [
  {
    id: 'basic-funeral',
    title: '旗县基本殡葬服务设施: 火葬区设殡仪馆, 土葬改革区设殡仪服务站或公墓',
    kinds: ['funeral_home'],
    unit: 'county',
    rule: 'by_zone',
    substitutes: ['funeral_service_station', 'public_cemetery'],
    ownership: [],
    target_share: 1,
    target_scope: 'region',
    target_counts: 'duty',
    target_note: '全区所有旗县',
    legal_nature: '规划任务',
    citation: [funeralRules, ofPlan('专栏8', '填补火葬区殡仪馆空白, 基本殡葬服务设施覆盖所有旗县')],
    ...common,
  },
  {
    id: 'public-burial',
    title: '旗县级城乡公益性安葬(放)设施',
    kinds: ['public_cemetery', 'columbarium'],
    unit: 'county',
    rule: 'facility',
    substitutes: ['public_cemetery', 'columbarium'],
    ownership: ['公办', '公建民营'],
    target_share: 1,
    target_scope: 'region',
    target_counts: 'duty',
    target_note: '全区旗县覆盖率 (约束性指标)',
    legal_nature: '约束性指标',
    citation: [funeralRules, ofPlan('指标6', '旗县级城乡公益性安葬(放)设施覆盖率 2025 年达到 100% (约束性)')],
    ...common,
  },
  {
    id: 'relief-service',
    title: '救助管理服务网络覆盖所有旗县: 自设、设在福利机构内、协议或由市级站服务',
    kinds: ['relief_station'],
    unit: 'county',
    rule: 'facility_or_served',
    substitutes: [],
    ownership: [],
    target_share: 1,
    target_scope: 'region',
    target_counts: 'duty',
    target_note: '全区所有旗县',
    legal_nature: '规划任务',
    citation: [
      {
        title: '城市生活无着的流浪乞讨人员救助管理办法 (国务院令第381号)',
        article: '第二条',
        text: '县级以上城市人民政府应当根据需要设立流浪乞讨人员救助站',
        validFrom: '2003-08-01',
        validTo: null,
        url: null,
      },
      ofPlan('专栏1', '救助管理服务网络覆盖所有旗县, 可利用现有社会福利设施'),
    ],
    ...common,
  },
  {
    id: 'child-station',
    title: '苏木乡镇(街道)未成年人保护工作站或专门人员',
    kinds: ['child_protection_station'],
    unit: 'township',
    rule: 'facility_or_person',
    substitutes: [],
    ownership: [],
    target_share: 0.5,
    target_scope: 'region',
    target_counts: 'facility',
    target_note: '全区苏木乡镇街道设站比例 (预期性指标, 只计工作站)',
    legal_nature: '法定义务',
    citation: [
      minors(
        '第八十一条',
        '乡镇人民政府和街道办事处应当设立未成年人保护工作站或者指定专门人员, 及时办理未成年人相关事务',
      ),
      ofPlan('指标13', '苏木乡镇(街道)未成年人保护工作站覆盖率 2025 年达到 50% (预期性)'),
    ],
    ...common,
  },
  {
    id: 'child-institution-county',
    title: '旗县未成年人救助保护机构',
    kinds: ['child_protection_institution'],
    unit: 'county',
    rule: 'none',
    substitutes: [],
    ownership: [],
    target_share: 0.75,
    target_scope: 'region',
    target_counts: 'facility',
    target_note: '全区旗县比例 (不要求单个旗县)',
    legal_nature: '规划任务',
    citation: [
      minors(
        '第九十三条',
        '对临时监护的未成年人, 可以交由未成年人救助保护机构或者儿童福利机构进行收留、抚养',
      ),
      institutions,
      ofPlan('专栏5', '旗县未成年人救助保护机构覆盖率 75% 以上'),
    ],
    ...common,
  },
  {
    id: 'child-institution-prefecture',
    title: '盟市未成年人救助保护机构',
    kinds: ['child_protection_institution'],
    unit: 'prefecture',
    rule: 'facility',
    substitutes: [],
    ownership: [],
    target_share: 1,
    target_scope: 'prefecture',
    target_counts: 'facility',
    target_note: '12 个盟市, 每个都有',
    legal_nature: '规划任务',
    citation: [institutions, ofPlan('专栏5', '盟市未成年人救助保护机构覆盖率 100%')],
    ...common,
  },
  {
    id: 'elderly-centre',
    title: '苏木乡镇(街道)综合性养老服务机构',
    kinds: ['elderly_care_centre'],
    unit: 'township',
    rule: 'none',
    substitutes: [],
    ownership: [],
    target_share: 0.6,
    target_scope: 'region',
    target_counts: 'facility',
    target_note: '全区苏木乡镇街道比例 (不要求单个乡镇)',
    legal_nature: '规划指标',
    citation: [ofPlan('指标12', '苏木乡镇(街道)综合性养老服务机构覆盖率 60%')],
    ...common,
  },
];
