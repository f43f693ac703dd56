import type { Field } from '../columns.ts';
import { positionFields } from '../position.ts';

/**
 * What a place can bring: the fields of the national database (domain.md 1.2, 1.3), the 44 columns of the census
 * (domain.md 3.2), GeoNames, the statistical codes, and what this service writes itself.
 */
const own: readonly Field[] = [
  { id: 'place_code', title: '地名代码', headers: ['标准地名代码', '地名编码'] },
  {
    id: 'code',
    title: '代码',
    headers: ['adcode', 'code9', '区划代码', '行政区划代码', '统计用区划代码', '城乡划分代码'],
  },
  { id: 'name', title: '标准名称', headers: ['standard_name', '标准地名', '地名名称', '地名', '名称', 'name_zh', 'stname'], required: true }, // prettier-ignore
  { id: 'class', title: '地名类别代码', headers: ['place_type_code', '类别代码', '地名类别', 'place_type', '类别', 'class_code'] }, // prettier-ignore
  { id: 'division', title: '所在政区代码', headers: ['division_code', 'area', '所属政区代码', '政区代码', 'county_code', 'county_code_by_polygon', '所在政区', '所属政区', '所在旗县', '所属区划', 'area_name'] }, // prettier-ignore
  { id: 'city', title: '盟市代码', headers: ['city_code', '所在盟市'] },
  { id: 'level', title: '级别', headers: ['行政级别', '行政层级'] },
  { id: 'virtual', title: '虚拟单位', headers: [] },
  // names
  { id: 'alias', title: '别名', headers: ['又名', '亦名', '俗称'] },
  { id: 'short', title: '简称', headers: ['short_name'] },
  { id: 'former', title: '曾用名', headers: ['old_name', '历史地名', '旧名', '原名'] },
  { id: 'mongolian', title: '少数民族语书写', headers: ['ethnic_minorities_writing', '蒙古文', '蒙文', '蒙古文名称', 'mongolian_script', 'name_mn'] }, // prettier-ignore
  { id: 'roman', title: '罗马字母拼写', headers: ['roman_alphabet_spelling', '罗马字母', '拼写', 'name_roman', 'asciiname'] }, // prettier-ignore
  { id: 'reading', title: '汉语拼音', headers: ['拼音', '读音', '标准读音', 'pinyin'] },
  // GeoNames
  { id: 'geonameid', title: 'GeoNames 编号', headers: [] },
  { id: 'alternatenames', title: 'GeoNames 其他名称', headers: [] },
  { id: 'feature_code', title: 'GeoNames 要素代码', headers: [] },
  { id: 'population', title: '人口', headers: ['人口数', '总人口'] },
  // state
  { id: 'status', title: '使用时间', headers: ['使用状态', '现今历史', '状态'] },
  { id: 'established', title: '设立年份', headers: ['设立时间', '始建年份', '命名时间', 'valid_from'] },
  { id: 'abolished', title: '废止年份', headers: ['废止时间', '撤销时间', 'valid_to'] },
  { id: 'registered', title: '登记时间', headers: ['登记日期', '普查时间', '采集时间'] },
  { id: 'secrecy', title: '密级', headers: ['保密等级'] },
  { id: 'public', title: '是否公开', headers: [] },
  { id: 'position', title: '位置精度', headers: ['position_kind'] },
  { id: 'survey_method', title: '测量方法', headers: ['测量方式'] },
  { id: 'importance', title: '重要性', headers: [] },
  { id: 'sample', title: '示例数据', headers: [] },
  { id: 'external_id', title: '数据ID', headers: ['id', 'guid', 'uuid', '编号'] },
];

/** Fields that are kept as they stand, in place.attributes under these ids. */
const kept: readonly Field[] = [
  { id: 'origin', title: '地名来历', headers: ['place_origin', '来历', '地名由来'] },
  { id: 'meaning', title: '地名含义', headers: ['place_meaning', '含义'] },
  { id: 'history', title: '历史沿革', headers: ['place_history', '地名的历史沿革', '沿革'] },
  { id: 'government_history', title: '政区历史沿革', headers: [] },
  {
    id: 'description',
    title: '地理实体概况',
    headers: ['地理实体描述', '地理实体概况/描述', '实体概况', '描述'],
  },
  { id: 'story', title: '地名典故', headers: ['典故'] },
  { id: 'language', title: '地名语种', headers: ['语种', '民族语言'] },
  { id: 'hanzi', title: '汉字书写', headers: [] },
  { id: 'sound_local', title: '地名原读音', headers: ['原读音'] },
  { id: 'sound_standard', title: '汉语普通话读音', headers: ['普通话读音'] },
  { id: 'generic_roman', title: '通名罗马字母拼写', headers: [] },
  { id: 'longitude_to', title: '至东经', headers: ['至经度'] },
  { id: 'latitude_to', title: '至北纬', headers: ['至纬度'] },
  { id: 'elevation', title: '高程', headers: ['海拔'] },
  { id: 'census_state', title: '地名普查状态', headers: ['普查状态'] },
  { id: 'map_name', title: '原图名称', headers: [] },
  { id: 'map_sheet', title: '图名图号', headers: ['图名图号(年版)', '图号'] },
  { id: 'map_scale', title: '比例尺', headers: [] },
  { id: 'media', title: '多媒体信息', headers: ['多媒体'] },
  { id: 'references', title: '资料来源及出处', headers: ['资料来源'] },
  { id: 'remarks', title: '备注', headers: ['remark', '说明'] },
  { id: 'registrar', title: '登记人', headers: [] },
  { id: 'registering_unit', title: '登记单位', headers: [] },
  { id: 'address', title: '地址', headers: [] },
  { id: 'type', title: '类型', headers: [] },
  { id: 'telephone_area', title: '区号', headers: [] },
  { id: 'postcode', title: '邮政编码', headers: ['邮编'] },
  { id: 'surface', title: '面积', headers: [] },
  { id: 'spans', title: '所在(跨)行政区', headers: ['跨行政区', '所在跨行政区'] },
  { id: 'telephone', title: '联系电话', headers: ['电话'] },
  { id: 'seat', title: '政府驻地', headers: [] },
  { id: 'extent_east', title: '东至', headers: ['四至东'] },
  { id: 'extent_south', title: '南至', headers: ['四至南'] },
  { id: 'extent_west', title: '西至', headers: ['四至西'] },
  { id: 'extent_north', title: '北至', headers: ['四至北'] },
  { id: 'signs', title: '标牌个数', headers: ['地名标志'] },
  { id: 'urban_rural', title: '城乡分类', headers: ['城乡分类代码', 'urban_rural_type'] },
  { id: 'national_shape', title: '国家库几何', headers: ['gdm'] },
  { id: 'other', title: '其他信息', headers: [] },
];

/** Fields that are read, and of which the cell itself is worth keeping too. */
const keptToo = [
  'city',
  'level',
  'feature_code',
  'population',
  'established',
  'abolished',
  'registered',
  'survey_method',
];

export const placeFields: readonly Field[] = [...own, ...positionFields, ...kept];
export const attributeFields: readonly string[] = [...kept.map(({ id }) => id), ...keptToo];
