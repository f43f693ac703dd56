import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/**
 * The seven operations of the national place-name database (中国·国家地名信息库) with its own paths, parameters and fields, so that a client
 * of the portal can be pointed here (domain.md 1). Refusals have the portal's shape too: server/national/answer.ts.
 */
const Code = z
  .string()
  .regex(/^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/, 'must be a division code of 2, 4, 6, 9 or 12 digits')
  .meta({ examples: ['150102'] });
const blankCode = z.union([z.literal(''), Code]).optional();
const Year = z.coerce.number().int().min(0).max(9998).default(0).meta({ description: '0: today; else as it stood at the end of that year' }); // prettier-ignore
const Name = z.string().trim().min(1).max(100);

const Wrapped = { message: z.string(), status: z.number().int(), total: z.number().int() };

const NationalDivision = z.object({
  code: z.string(),
  name: z.string(),
  level: z.number().int().meta({ description: '1 province, 2 prefecture, 3 county, 4 township' }),
  type: z.string(),
  children: z.array(z.looseObject({ code: z.string() })).meta({ description: 'divisions of the same shape' }),
});
export type NationalDivision = z.infer<typeof NationalDivision>;

const Geometry = z.object({
  type: z.enum(['multipoint', 'linestring']),
  coordinates: z.array(z.array(z.number()).length(2)),
});

const NationalPlace = z.object({
  id: z.string().meta({ description: '32 hexadecimal digits' }),
  place_code: z.string().nullable(),
  standard_name: z.string(),
  roman_alphabet_spelling: z.string().nullable(),
  ethnic_minorities_writing: z.string().nullable(),
  place_type: z.string().nullable(),
  place_type_code: z.string(),
  province_name: z.string().nullable(),
  city_name: z.string().nullable(),
  area_name: z.string().nullable(),
  province: z.string().nullable(),
  city: z.string().nullable(),
  area: z.string().nullable().meta({ description: 'code of the county' }),
  gdm: Geometry.nullable().meta({ description: 'CGCS2000, longitude and latitude in degrees' }),
  pdm: z.null(),
  sample: z.boolean().meta({ description: '示例数据; the portal has no such field' }),
});
export type NationalPlace = z.infer<typeof NationalPlace>;

const NationalDetails = NationalPlace.extend({
  old_name: z.string().nullable(),
  place_meaning: z.string().nullable(),
  place_origin: z.string().nullable(),
  place_history: z.string().nullable(),
  government_history: z.string().nullable(),
});
export type NationalDetails = z.infer<typeof NationalDetails>;

const listParameters = z.object({
  stName: z.string().trim().max(100).default(''),
  placeTypeCode: z.union([z.literal(''), z.string().regex(/^\d{1,5}$/)]).optional(),
  PlaceTypeCode: z
    .union([z.literal(''), z.string().regex(/^\d{1,5}$/)])
    .optional()
    .meta({ description: 'the same; some clients spell it so' }),
  year: Year,
  searchType: z.enum(['精确', '模糊']).default('模糊'),
  code: blankCode,
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  size: z.coerce.number().int().min(1).max(100).default(10),
});
export type NationalList = z.infer<typeof listParameters>;
const List = z.object({ records: z.array(NationalPlace), total: z.number().int() });

const national = { tag: 'national', action: 'read.public', params: z.object({}) } as const;
const none = z.object({});

export const nationalDivisions = endpoint({
  ...national,
  id: 'nationalDivisions',
  method: 'get',
  path: '/national/9095/xzqh/getList',
  summary: '国家地名信息库 getList: the tree of divisions',
  query: z.object({
    year: Year,
    code: blankCode,
    maxLevel: z.coerce.number().int().min(0).max(3).meta({ description: 'levels below: 0 the division itself' }), // prettier-ignore
    trimCode: z.enum(['true', 'false']).default('false').meta({ description: 'codes of 2, 4, 6 and 9 digits instead of 12' }), // prettier-ignore
  }),
  response: z.object({ ...Wrapped, data: NationalDivision, tag: z.string().nullable() }),
});

export const nationalPlaces = endpoint({
  ...national,
  id: 'nationalPlaces',
  method: 'get',
  path: '/national/9095/stname/listPub',
  summary: '国家地名信息库 listPub: standard names',
  query: listParameters,
  response: List,
});

export const nationalPlacesByForm = endpoint({
  ...national,
  id: 'nationalPlacesByForm',
  method: 'post',
  path: '/national/9095/stname/listPub',
  summary: '国家地名信息库 listPub, as the portal itself asks it',
  query: none,
  body: listParameters,
  form: true,
  response: List,
});

export const nationalPlaceDetails = endpoint({
  ...national,
  id: 'nationalPlaceDetails',
  method: 'post',
  path: '/national/9095/stname/detailsPub',
  summary: '国家地名信息库 detailsPub: one name with its history',
  query: none,
  body: z.object({ id: z.string().regex(/^[\da-f]{32}$/i, 'must be the id of a record, 32 hexadecimal digits') }), // prettier-ignore
  form: true,
  response: NationalDetails,
});

const ByArea = z.object({
  ...Wrapped,
  data: z.array(z.object({ name: z.string(), count: z.number().int(), code: z.string() })),
});
const ByType = z.object({
  ...Wrapped,
  data: z.array(z.object({ type: z.string(), typeCode: z.string(), count: z.number().int() })),
});

export const nationalSameNameByArea = endpoint({
  ...national,
  id: 'nationalSameNameByArea',
  method: 'get',
  path: '/national/9095/datastatis/GroupCountNameByCode',
  summary: '重名: how many places have this name, by area',
  query: z.object({ name: Name, distCode: blankCode }),
  response: ByArea,
});

export const nationalSameNameByType = endpoint({
  ...national,
  id: 'nationalSameNameByType',
  method: 'get',
  path: '/national/9095/datastatis/GroupCountNameByType',
  summary: '重名: how many places of an area have this name, by class',
  query: z.object({ name: Name, distCode: Code }),
  response: ByType,
});

export const nationalSameSoundByArea = endpoint({
  ...national,
  id: 'nationalSameSoundByArea',
  method: 'get',
  path: '/national/9095/datastatis/GroupCountPinyinByCode',
  summary: '同音: how many places have this pinyin (tones do not count), by area',
  query: z.object({ name: Name, distCode: blankCode }),
  response: ByArea,
});

export const nationalSameSoundByType = endpoint({
  ...national,
  id: 'nationalSameSoundByType',
  method: 'get',
  path: '/national/9095/datastatis/GroupCountPinyinByType',
  summary: '同音: how many places of an area have this pinyin, by class',
  query: z.object({ name: Name, distCode: Code }),
  response: ByType,
});
