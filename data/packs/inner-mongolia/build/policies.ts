import type { Citation } from '../../../../server/api/coverage.ts';
import type { z } from 'zod';
import type { KindId } from './facility-kinds.ts';

/** A row of coverage_policy (migrations/0008). `applies_when` 'aggregate': the target binds the region, no single unit. */
interface Policy {
  id: string;
  title: string;
  kinds: KindId[];
  unit: 'township' | 'county' | 'prefecture';
  rule: 'facility' | 'facility_or_person' | 'by_zone' | 'facility_or_served';
  substitutes: KindId[];
  applies_when: 'aggregate' | null;
  target_share: number | null;
  target_scope: string | null;
  legal_nature: string;
  citation: z.infer<typeof Citation>[];
  plan_period: string;
  valid_from: string | null;
  valid_to: string | null;
}

// The plan's period is over, so it is named as what set the target, and not cited as a text in force.
const planPeriod = '内蒙古自治区“十四五”民政事业发展规划 2021-2025 (规划期已满)';
// Revised, in force since 2026-03-30. Its articles could not be read, so none is cited.
const funeralRules: z.infer<typeof Citation> = {
  title: '殡葬管理条例 (2026年修订)',
  article: null,
  text: '2026年3月30日起施行; 殡葬设施的规划与设置依本条例 (条文号未核)',
  inForce: true,
};
const minors = (article: string, text: string): z.infer<typeof Citation> => ({
  title: '中华人民共和国未成年人保护法',
  article,
  text,
  inForce: true,
});
const common = { plan_period: planPeriod, valid_from: null, valid_to: null };

/** The policies of the plan, as data. Reach thresholds are no part of them: 部门设定, 无法定依据. */
export const policies: readonly Policy[] = [
  {
    id: 'basic-funeral',
    title: '旗县基本殡葬服务设施: 火葬区设殡仪馆, 土葬改革区设殡仪服务站或公墓',
    kinds: ['funeral_home'],
    unit: 'county',
    rule: 'by_zone',
    substitutes: ['funeral_service_station', 'public_cemetery'],
    applies_when: null,
    target_share: 1,
    target_scope: '全区所有旗县',
    legal_nature: '规划任务',
    citation: [funeralRules],
    ...common,
  },
  {
    id: 'public-burial',
    title: '旗县级城乡公益性安葬(放)设施',
    kinds: ['public_cemetery', 'columbarium'],
    unit: 'county',
    rule: 'facility',
    substitutes: ['public_cemetery', 'columbarium'],
    applies_when: null,
    target_share: 1,
    target_scope: '全区旗县覆盖率 (约束性指标)',
    legal_nature: '约束性指标',
    citation: [funeralRules],
    ...common,
  },
  {
    id: 'relief-service',
    title: '救助管理服务网络覆盖所有旗县: 自设、设在福利机构内、协议或由市级站服务',
    kinds: ['relief_station'],
    unit: 'county',
    rule: 'facility_or_served',
    substitutes: [],
    applies_when: null,
    target_share: 1,
    target_scope: '全区所有旗县',
    legal_nature: '规划任务',
    citation: [
      {
        title: '城市生活无着的流浪乞讨人员救助管理办法 (国务院令第381号)',
        article: '第二条',
        text: '县级以上城市人民政府应当根据需要设立流浪乞讨人员救助站',
        inForce: true,
      },
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
    applies_when: null,
    target_share: 0.5,
    target_scope: '全区苏木乡镇街道设站比例 (预期性指标, 只计工作站)',
    legal_nature: '法定义务',
    citation: [
      minors(
        '第八十一条',
        '乡镇人民政府和街道办事处应当设立未成年人保护工作站或者指定专门人员, 及时办理未成年人相关事务',
      ),
    ],
    ...common,
  },
  {
    id: 'child-institution-county',
    title: '旗县未成年人救助保护机构',
    kinds: ['child_protection_institution'],
    unit: 'county',
    rule: 'facility',
    substitutes: [],
    applies_when: 'aggregate',
    target_share: 0.75,
    target_scope: '全区旗县比例 (不要求单个旗县)',
    legal_nature: '规划任务',
    citation: [
      minors(
        '第九十三条',
        '对临时监护的未成年人, 可以交由未成年人救助保护机构或者儿童福利机构进行收留、抚养',
      ),
      minors('第九十六条', '县级以上人民政府及其民政部门应当根据需要设立未成年人救助保护机构、儿童福利机构'),
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
    applies_when: null,
    target_share: 1,
    target_scope: '12 个盟市',
    legal_nature: '规划任务',
    citation: [
      minors('第九十六条', '县级以上人民政府及其民政部门应当根据需要设立未成年人救助保护机构、儿童福利机构'),
    ],
    ...common,
  },
  {
    id: 'elderly-centre',
    title: '苏木乡镇(街道)综合性养老服务机构',
    kinds: ['elderly_care_centre'],
    unit: 'township',
    rule: 'facility',
    substitutes: [],
    applies_when: 'aggregate',
    target_share: 0.6,
    target_scope: '全区苏木乡镇街道比例 (不要求单个乡镇)',
    legal_nature: '规划指标',
    citation: [],
    ...common,
  },
];
