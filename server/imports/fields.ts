/** Headers by which a column is known (domain.md 3.2 and the usual English ones); all lower case. */
const headers: Record<string, readonly string[]> = {
  code: ['code', 'adcode', '地名代码', '区划代码', '行政区划代码', 'id'],
  name: ['name', '标准名称', '名称', '地名', 'standard_name'],
  longitude: ['longitude', 'lon', 'lng', 'lon_wgs84', '经度', '东经', 'x'],
  latitude: ['latitude', 'lat', 'lat_wgs84', '纬度', '北纬', 'y'],
  level: ['level', '级别', '行政级别'],
  class: ['class', 'place_type_code', '地名类别代码', '类别代码'],
  division: ['division', 'county_code', 'county_code_by_polygon', '所在政区代码'],
  roman: ['roman', 'roman_alphabet_spelling', '罗马字母拼写'],
  mongolian: ['mongolian', 'ethnic_minorities_writing', '少数民族语书写'],
  alias: ['alias', '别名', '简称'],
  former: ['former', 'old_name', '曾用名'],
  sourceId: ['geonameid', 'source_id'],
  alternates: ['alternatenames'],
  asciiName: ['asciiname'],
  featureCode: ['feature_code'],
  virtual: ['virtual'],
};
export type FieldName = keyof typeof headers;

/** The cell of a row under any of the usual headers; null when absent or empty. */
export function field(fields: Record<string, string>, name: string): string | null {
  for (const header of headers[name] ?? [name]) {
    const value = fields[header]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return null;
}
